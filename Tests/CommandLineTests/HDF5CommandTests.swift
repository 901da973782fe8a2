import Testing

#if HDF5
  @Suite("HDF5 files through the tool")
  struct HDF5CommandTests {
    private static let fixtures = "Tests/TensorFilesTests/Fixtures/"
    private static let containers = [
      "plain", "big-endian", "v110", "user-block", "gzip", "gzip-v110", "chunks", "growing",
      "groups",
    ]
    private static let questions = [
      ["audit", "--scales", "2^-4..2^20,1000", "--csv", "-"],
      ["trace", "--format", "fp16", "--scale", "8", "--all", "--csv", "-"],
      ["metrics", "--formats", "fp16,e5m2", "--csv", "-"],
    ]

    private func answer(_ path: String, _ question: [String]) throws -> String {
      let run = try Tool.run(
        arguments: [question[0], Self.fixtures + path] + question.dropFirst())
      #expect(run.status == 0, "\(run.error)")
      return run.output
    }

    @Test("give the CSV of the same arrays in .npy", arguments: containers, questions)
    func sameAnswers(container: String, question: [String]) throws {
      let expected = try answer("containers/npy", question)
      #expect(expected.split(separator: "\n").count > 3)
      #expect(try answer("hdf5/" + container, question) == expected)
    }

    @Test("have steps and names from their groups, as from directories")
    func groups() throws {
      let rows = try answer(
        "hdf5/steps.h5", ["audit", "--formats", "fp16", "--scales", "1", "--csv", "-"])
      let names = rows.split(separator: "\n").dropFirst()
        .map { $0.split(separator: ",").prefix(3).joined(separator: ",") }
      #expect(
        names == [
          "1,run/bias,fp64", "1,run/block/weight,fp32", "2,run/bias,fp64",
          "2,run/block/weight,fp32", "10,run/bias,fp64", "10,run/block/weight,fp32",
        ])
      let inspected = try answer("hdf5/steps.h5", ["inspect"])
      #expect(inspected.contains("steps.h5 (hdf5, 3 steps)"))
      #expect(inspected.contains("3 steps, 6 tensors, 27 values"))
    }

    @Test("what is refused is named, the rest is answered")
    func refused() throws {
      let run = try Tool.run("audit", Self.fixtures + "hdf5/refused.h5", "--csv", "-")
      #expect(run.status == 2 && run.exited)
      #expect(run.output.contains("0,fine,fp32"))
      for words in [
        "tensor `lzf`: its chunks have gone through the filter LZF, which is not read",
        "tensor `outside`: its values lie in other files (external storage), which are not opened",
        "tensor `virtual`: its values lie in other files (a virtual dataset)",
        "tensor `elsewhere`: is a link to another file, which is not opened",
        "tensor `bomb`: its values cannot be read: a chunk inflates to more than its 64 bytes",
      ] { #expect(run.error.contains(words), "\(words)") }
    }

    @Test("come from standard input, and in shards")
    func ways() throws {
      let file = Self.fixtures + "hdf5/gzip/step_3.h5"
      let piped = try Tool.shell("cat \(file) | $FPAUDIT - --csv -")
      #expect(piped.status == 0, "\(piped.error)")
      let named = try Tool.run("audit", file, "--csv", "-")
      #expect(piped.output == named.output.replacing("\n3,", with: "\n0,"))
      let scratch = try Scratch()
      let parts = (1...2).map { scratch.path("\($0).fphist") }
      for (index, part) in parts.enumerated() {
        let run = try Tool.run("histogram", file, "--shard", "\(index + 1)/2", "-o", part)
        #expect(run.status == 0, "\(run.error)")
      }
      let merged = try Tool.run(arguments: ["audit"] + parts + ["--csv", "-"])
      #expect(merged.output == named.output)
    }
  }
#else
  @Suite("HDF5 files, in a build without the trait")
  struct HDF5CommandTests {
    private static let fixtures = "Tests/TensorFilesTests/Fixtures/hdf5/"

    @Test(
      "are known as such, with or behind a block of the user's, and say how to be read",
      arguments: ["plain/step_3.h5", "user-block/step_3.h5", "plain"])
    func message(name: String) throws {
      let run = try Tool.run("audit", Self.fixtures + name)
      #expect(run.status == 2)
      #expect(
        run.error.contains(
          "is an HDF5 file, for which this fpaudit was not built, at byte 0; "
            + "build it with `make build HDF5=1`"))
    }
  }
#endif
