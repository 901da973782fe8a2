import Foundation
import Testing

@Suite("The same numbers in every container")
struct ContainerTests {
  private static let fixtures = "Tests/TensorFilesTests/Fixtures/containers/"
  private static let containers = [
    "npz", "deflated", "streamed", "zip64", "other-order", "st", "shards",
    "shards/step_3/model.safetensors.index.json", "pt", "pt-legacy", "pt-views",
    "pickle-2", "pickle-5", "distributed", "distributed/step_3/.metadata",
  ]

  /// What must not depend on the container.
  private static let questions = [
    ["audit", "--scales", "2^-4..2^20,1000", "--csv", "-"],
    ["trace", "--format", "fp16", "--scale", "8", "--all", "--csv", "-"],
    ["metrics", "--formats", "fp16,e5m2", "--csv", "-"],
  ]

  @Test("give the same CSV, byte for byte", arguments: containers, questions)
  func sameAnswers(container: String, question: [String]) throws {
    // Sums of binary64 depend on the order in the file.
    if container == "other-order" && question[0] == "metrics" { return }
    func answer(_ name: String) throws -> String {
      let run = try Tool.run(
        arguments: [question[0], Self.fixtures + name] + question.dropFirst())
      #expect(run.status == 0, "\(run.error)")
      return run.output
    }
    let expected = try answer("npy")
    #expect(expected.split(separator: "\n").count > 3)
    #expect(try answer(container) == expected)
  }

  @Test("give the same counts in shards", arguments: ["npz", "deflated", "pt", "pt-views"])
  func shards(container: String) throws {
    let scratch = try Scratch()
    let parts = (1...3).map { scratch.url.appending(path: "\($0).fphist").path }
    for (index, part) in parts.enumerated() {
      let run = try Tool.run(
        arguments: [
          "histogram", Self.fixtures + container, "--shard", "\(index + 1)/3", "-o", part,
        ])
      #expect(run.status == 0, "\(run.error)")
    }
    let whole = try Tool.run(arguments: ["audit", Self.fixtures + "npy", "--csv", "-"])
    let merged = try Tool.run(arguments: ["audit"] + parts + ["--csv", "-"])
    #expect(merged.output == whole.output)
  }

  @Test(
    "masks of archives are those of arrays",
    arguments: ["npz", "deflated", "other-order", "pt-views"])
  func masks(container: String) throws {
    func masks(_ name: String) throws -> [String: Data] {
      let scratch = try Scratch()
      let run = try Tool.run(
        arguments: [
          "trace", Self.fixtures + name, "--format", "fp16", "--masks", scratch.url.path, "--csv",
          "-",
        ])
      #expect(run.status == 0, "\(run.error)")
      let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path)
      return try Dictionary(
        uniqueKeysWithValues: names.map {
          ($0, try Data(contentsOf: scratch.url.appending(path: $0)))
        })
    }
    let expected = try masks("npy")
    #expect(expected.count == 4)
    #expect(try masks(container) == expected)
  }

  @Test(
    "come through a pipe or as standard input",
    arguments: [
      "cat FILE | $FPAUDIT - --csv -", "$FPAUDIT - --csv - < FILE",
      "(head -c 99; sleep 0.1; cat) < FILE | $FPAUDIT audit - --csv -",
    ])
  func standardInput(line: String) throws {
    let file = Self.fixtures + "deflated/step_3.npz"
    let piped = try Tool.shell(line.replacing("FILE", with: file))
    let named = try Tool.run(arguments: ["audit", file, "--csv", "-"])
    #expect(piped.status == 0, "\(piped.error)")
    // Standard input has no name that tells a step.
    #expect(piped.output == named.output.replacing("\n3,", with: "\n0,"))
  }

  @Test("standard input is called so, and is read more than once")
  func standardInputName() throws {
    let file = Self.fixtures + "npy/step_3/layer.0.npy"
    let traced = try Tool.shell("cat \(file) | $FPAUDIT trace - --format fp16 --csv -")
    #expect(traced.status == 0, "\(traced.error)")
    #expect(traced.output.contains("\n0,standard input,"))
    let broken = try Tool.shell("head -c 300 \(file) | $FPAUDIT -")
    #expect(broken.status == 2)
    #expect(broken.error.hasPrefix("fpaudit: standard input: the file ends inside its data"))
    let empty = try Tool.shell("$FPAUDIT inspect - < /dev/null")
    #expect(empty.error.hasPrefix("fpaudit: standard input: the file is empty"))
  }

  @Test("elements without a type are read as what is assumed")
  func assumption() throws {
    let file = "Datasets/malformed/valid-void.npy"
    let refused = try Tool.run("audit", file)
    #expect(refused.status == 2)
    #expect(refused.error.contains("--assume-dtype bf16"))
    let run = try Tool.run(
      "audit", file, "--assume-dtype", "bf16", "--formats", "fp16", "--scales", "1", "--csv", "-")
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output.contains("0,valid-void,bf16,fp16,1,2,0,0,0,0,0,2,0"))
    #expect(try Tool.run("audit", file, "--assume-dtype", "int8").status == 2)
  }
}
