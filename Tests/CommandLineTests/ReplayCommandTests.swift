import Foundation
import Testing

@Suite("fpaudit replay and scalers")
struct ReplayCommandTests {
  private func lines(_ run: Tool.Run) -> [String] {
    run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("writes the CSV that other programs rely on, to the letter")
  func csv() throws {
    let run = try Tool.run(
      "replay", "--sequence", "ooooXoo", "--set", "initial_scale=1024", "--set",
      "growth_interval=4", "--csv", "-")
    #expect(run.status == 0 && run.error == "")
    #expect(
      run.output == """
        scaler,index,step,scale_before,overflow,skipped,scale_after,culprits
        torch,0,0,1024,0,0,1024,
        torch,1,1,1024,0,0,1024,
        torch,2,2,1024,0,0,1024,
        torch,3,3,1024,0,0,2048,
        torch,4,4,2048,1,1,1024,
        torch,5,5,1024,0,0,1024,
        torch,6,6,1024,0,0,1024,

        """)
  }

  @Test("names the tensors that overflow, and goes on from the scale that it came to")
  func recording() throws {
    let run = try Tool.run(
      "replay", "Datasets/diverging", "--scaler", "pytorch,megatron", "--set",
      "growth_interval=3", "--csv", "-")
    #expect(run.status == 0)
    let rows = lines(run).dropFirst().dropLast().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(Set(rows.map { $0[0] }) == ["torch", "megatron"])
    #expect(rows.contains { $0[4] == "1" && $0[7].contains(";") })
    #expect(rows.allSatisfy { ($0[4] == "1") == !$0[7].isEmpty && $0[4] == $0[5] })
    for (row, next) in zip(rows, rows.dropFirst()) where row[0] == next[0] {
      #expect(row[6] == next[3])
    }
  }

  @Test("is the same from histograms as from the values")
  func histogram() throws {
    let scratch = try Scratch()
    let file = scratch.path("run.fphist")
    #expect(try Tool.run("histogram", "Datasets/diverging", "-o", file).status == 0)
    for options in [[], ["--set", "growth_factor=1.5", "--set", "growth_interval=2"]] {
      let values = try Tool.run(
        arguments: ["replay", "Datasets/diverging", "--scaler", "all", "--csv", "-"] + options)
      let kept = try Tool.run(
        arguments: ["replay", file, "--scaler", "all", "--csv", "-"] + options)
      #expect(values.status == 0 && kept.status == 0)
      #expect(values.output == kept.output)
    }
    let bounded = try Tool.run(
      "replay", file, "--set", "growth_factor=1.5", "--set", "growth_interval=1")
    #expect(bounded.output.contains("A histogram bounds the counts"))
    let exact = try Tool.run(
      "replay", "Datasets/diverging", "--set", "growth_factor=1.5", "--set", "growth_interval=1")
    #expect(!exact.output.contains("A histogram bounds"))
  }

  @Test("says within 80 columns what is lost, and what it cannot know")
  func text() throws {
    for arguments in [
      ["Datasets/chars-transformer", "--scaler", "all"], ["Datasets/diverging"],
      ["--sequence", "ooXXXXXXXXXXXXXXXXXXXXXX", "--scaler", "all"],
    ] {
      let run = try Tool.run(arguments: ["replay"] + arguments)
      #expect(run.status == 0 && run.error == "", "\(run.error)")
      #expect(lines(run).allSatisfy { $0.count <= 80 }, "\(run.output)")
      let words = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains("What a replay cannot know."))
      #expect(words.contains("a step that is skipped here would have changed all later ones"))
    }
    let all = try Tool.run(
      "replay", "--sequence", "ooXXXXXXXXXXXXXXXXXXXXXX", "--scaler", "all")
    let words = all.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("deepspeed_zero raises at index 19 (step 19)"))
    #expect(words.contains("Left out: openseq2seq_logmax, adaloss"))
  }

  @Test("writes JSON, Markdown and a page, the same twice")
  func reports() throws {
    let scratch = try Scratch()
    func arguments(_ suffix: String) -> [String] {
      ["replay", "Datasets/diverging", "--scaler", "torch,deepspeed_zero", "--quiet"]
        + [("--json", "r.json"), ("--html", "r.html"), ("--markdown", "r.md")].flatMap {
          [$0.0, scratch.path($0.1 + suffix)]
        }
    }
    #expect(try Tool.run(arguments: arguments("")).output == "")
    #expect(try Tool.run(arguments: arguments("2")).status == 0)
    for name in ["r.json", "r.html", "r.md"] {
      let first = try Data(contentsOf: URL(filePath: scratch.path(name)))
      #expect(first == (try Data(contentsOf: URL(filePath: scratch.path(name + "2")))))
      #expect(!first.isEmpty)
    }
    let data = try Data(contentsOf: URL(filePath: scratch.path("r.json")))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["schema"] as? String == "fpaudit.replay/1")
    let scalers = try #require(object["scalers"] as? [[String: Any]])
    #expect(scalers.count == 2)
    let rows = try #require(scalers[0]["rows"] as? [[String: Any]])
    #expect(rows.count == 10 || rows.count > 5)
    #expect(rows.allSatisfy { $0["underflowValues"] != nil && $0["scaleBefore"] != nil })
  }

  @Test(
    "refuses what makes no sense, with what to write instead",
    arguments: [
      (["replay"], "name a recording"),
      (["replay", "Datasets/diverging", "--sequence", "oX"], "leave out one of them"),
      (["replay", "--sequence", "oYo"], "`Y` at place 2"),
      (["replay", "--sequence", ""], "the sequence has no step"),
      (["replay", "--sequence", "o", "--scaler", "megatorn"], "did you mean `megatron`?"),
      (["replay", "--sequence", "o", "--scaler", "torch,"], "there is no scaler ``"),
      (["replay", "--sequence", "o", "--scaler", "adaloss"], "give it a recording"),
      (["replay", "--sequence", "o", "--set", "growth_factor=1"], "a finite number above 1"),
      (["replay", "--sequence", "o", "--set", "backoff_factor=1"], "between 0 and 1"),
      (["replay", "--sequence", "o", "--set", "growth_interval=0"], "at least 1"),
      (["replay", "--sequence", "o", "--set", "growth_factor=0.5"], "a finite number above 1"),
      (["replay", "--sequence", "o", "--set", "backoff_factor=1.5"], "between 0 and 1"),
      (["replay", "--sequence", "o", "--set", "backoff_factor=0"], "between 0 and 1"),
      (["replay", "--sequence", "o", "--set", "initial_scale=nan"], "a positive finite number"),
      (["replay", "--sequence", "o", "--set", "initial_scale=0"], "a positive finite number"),
      (["replay", "--sequence", "o", "--set", "initial_scale=inf"], "a positive finite number"),
      (["replay", "--sequence", "o", "--set", "initial_scale=1e39"], "zero or infinite in fp32"),
      (["replay", "--sequence", "o", "--set", "initial_scale=1e-46"], "zero or infinite in fp32"),
      (["replay", "--sequence", "o", "--set", "hysteresis=2"], "`torch` has no parameter"),
      (["replay", "--sequence", "o", "--set", "growth"], "NAME=VALUE"),
      (
        ["replay", "--sequence", "o", "--set", "jmp.min_scale=1"], "`jmp` is not among the scalers"
      ),
      (["replay", "--sequence", "o", "--repeat", "0"], "--repeat 0"),
      (["replay", "--sequence", "o", "--repeat", "9223372036854775807"], "too long"),
      (["replay", "--sequence", "o", "--repeat", "2", "--steps", "3"], "leave out one"),
      (["replay", "Datasets/diverging", "--format", "e8m0fnu"], "has no sign"),
      (["replay", "no-such-dump"], "no-such-dump"),
      (["scalers", "torhc"], "did you mean `torch`?"),
    ])
  func refusals(arguments: [String], message: String) throws {
    let run = try Tool.run(arguments: arguments)
    #expect(run.status == 2 && run.exited)
    #expect(run.error.contains(message), "\(run.error)")
  }

  @Test("goes on without a broken file, and says so with the exit code")
  func brokenFile() throws {
    let scratch = try Scratch()
    let directory = scratch.path("dump")
    let copy = try Tool.shell("cp -r Datasets/digits-cnn-npy '\(directory)'")
    #expect(copy.status == 0)
    try Data("no".utf8).write(
      to: URL(filePath: directory).appending(path: "step_000100/fc1.bias.npy"))
    let run = try Tool.run("replay", directory)
    #expect(run.status == 2)
    #expect(run.error.contains("fc1.bias.npy"))
    #expect(run.output.contains("1 tensor not recorded at every one of 10 steps: fc1.bias at 9"))
    #expect(run.output.contains("Steps are missing"))
    let empty = try Scratch()
    let nothing = try Tool.run("replay", empty.url.path)
    #expect(nothing.status == 2 && nothing.error.contains("the directory is empty"))
  }

  @Test("repeats and cuts a stream")
  func length() throws {
    let repeated = try Tool.run("replay", "--sequence", "oX", "--repeat", "3", "--csv", "-")
    #expect(lines(repeated).count == 8)
    #expect(lines(repeated)[6].hasPrefix("torch,5,1,"))
    let cut = try Tool.run("replay", "Datasets/diverging", "--steps", "4", "--csv", "-")
    #expect(lines(cut).count == 6)
  }

  @Test("scalers lists each with its defaults and source, within 80 columns")
  func list() throws {
    let run = try Tool.run("scalers")
    #expect(run.status == 0 && lines(run).allSatisfy { $0.count <= 80 })
    #expect(run.output.contains("initial_scale=65536 growth_interval=2000"))
    let details = try Tool.run("scalers", "deepspeed_zero", "mxnet")
    #expect(lines(details).allSatisfy { $0.count <= 80 }, "\(details.output)")
    #expect(details.output.contains("consecutive_hysteresis false"))
    let json = try Tool.run("scalers", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["schema"] as? String == "fpaudit.scalers/1")
    #expect((object?["scalers"] as? [Any])?.count ?? 0 >= 24)
  }
}
