import Foundation
import Testing

@Suite("fpaudit updates")
struct UpdatesCommandTests {
  private static let before = "Datasets/weights/digits-cnn/before"
  private static let gradients = "Datasets/weights/digits-cnn/gradients"
  private static let after = "Datasets/weights/digits-cnn/after"

  private func run(_ arguments: String...) throws -> Tool.Run {
    try Tool.run(arguments: ["updates"] + arguments)
  }

  private func rows(_ run: Tool.Run) -> [[String]] {
    run.output.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("writes its CSV, to the letter, with NumPy's and ml_dtypes' counts of real differences")
  func csv() throws {
    let found = try run(
      "--before", Self.before, "--after", Self.after, "--tensors", "conv1.bias,fc1.weight",
      "--formats", "fp16,bf16", "--csv", "-")
    #expect(found.status == 0 && found.error == "")
    let rows = rows(found)
    #expect(rows[0] == Self.columns)
    #expect(rows.count == 1 + 10 * 2 * 2)
    for row in rows.dropFirst() {
      #expect(Int(row[4]) == (row[1] == "fc1.weight" ? 8192 : 8))
      let parts = row[5...7].compactMap { Int($0) }
      #expect(parts.count == 3 && parts.reduce(0, +) == Int(row[4]))
    }
    // Of the 4556 updates that are not zero.
    let lost = rows.filter { $0[0] == "10000" && $0[1] == "fc1.weight" }.map { [$0[3], $0[8]] }
    #expect(lost == UpdatesCommandTests.lostAtTheEnd)
  }

  private static let columns = [
    "step", "tensor", "dtype", "format", "count", "nonfinite", "zero", "nonzero", "lost",
    "overflow", "stochastic_expected", "stochastic_lost", "kahan_unmoved", "kahan_lost",
    "master_lost", "copy_unmoved", "below_half_ulp", "squares", "square_underflow",
    "square_overflow", "zero_moment",
  ]

  /// What NumPy and ml_dtypes lose of `fc1.weight`'s differences at step 10000.
  private static let lostAtTheEnd = [["fp16", "4007"], ["bf16", "4485"]]

  @Test("says within 80 columns what is lost, and what it cannot know")
  func text() throws {
    for options in [
      ["--optimizer", "adam", "--learning-rate", "2e-3"], ["--learning-rate", "1e-3"],
    ] {
      let found = try Tool.run(
        arguments: ["updates", "--weights", Self.before, "--gradients", Self.gradients] + options)
      #expect(found.status == 0 && found.error == "", "\(found.error)")
      let lines = found.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.allSatisfy { $0.count <= 80 }, "\(found.output)")
      #expect(found.output.contains("What this cannot know."))
      #expect(found.output.contains("g² is 0") == options.contains("adam"))
    }
  }

  @Test("writes JSON with a schema, and the command that says the same again")
  func json() throws {
    let found = try run(
      "--weights", Self.before, "--gradients", Self.gradients, "--optimizer", "adamw",
      "--learning-rate", "0.002", "--formats", "bf16", "--sum", "fp32", "--json", "-")
    let object = try JSONSerialization.jsonObject(with: Data(found.output.utf8)) as? [String: Any]
    #expect(object?["schema"] as? String == "fpaudit.updates/1")
    let command = (object?["generator"] as? [String: Any])?["command"] as? String ?? ""
    let again = try Tool.shell("\"$FPAUDIT\" \(command.dropFirst(8)) --json -")
    #expect(again.output == found.output && again.status == 0)
    #expect((object?["entries"] as? [Any])?.count == 80)
    let total = (object?["total"] as? [String: Any])?["formats"] as? [[String: Any]]
    #expect(total?.first?["count"] as? Int == 98_020)
    #expect((total?.first?["squares"] as? [String: Any])?["nonzero"] as? Int ?? 0 > 0)
  }

  @Test("sums micro-batches and ranks")
  func sums() throws {
    let steps = try run("--gradients", Self.gradients, "--accumulate", "5", "--csv", "-")
    #expect(steps.status == 0)
    #expect(
      steps.output.hasPrefix(
        "step,tensor,dtype,format,divided,count,nonfinite,additions,absorbed,overflow,vanished,"
          + "differing,above_ulp\n10,conv1.bias,fp32,fp16,before,8,"))
    #expect(rows(steps).count == 1 + 2 * 8 * 3 * 2)
    let scratch = try Scratch()
    let copy = scratch.path("rank1")
    #expect(try Tool.shell("cp -r Datasets/deep-recurrent '\(copy)'").status == 0)
    let ranks = try run(
      "--ranks", "Datasets/deep-recurrent", copy, "--formats", "fp16,bf16")
    #expect(ranks.status == 0 && ranks.output.contains("of 2 ranks"))
    let lines = ranks.output.split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 80 })
    // Lines are broken anywhere.
    let words = lines.joined(separator: " ")
    #expect(words.contains("in fp16 if the sum is divided, none if the gradients are"))
  }

  @Test("names what does not match, answers the rest and exits with 2")
  func mismatch() throws {
    let found = try run(
      "--weights", Self.before, "--gradients", "Datasets/digits-cnn", "--learning-rate", "1e-3",
      "--csv", "-")
    #expect(found.status == 2 && rows(found).count == 1 + 10 * 8 * 3)
    #expect(found.error.contains("`activation.conv1`: there are no weights"))
    let chosen = try run(
      "--weights", Self.before, "--gradients", "Datasets/digits-cnn", "--learning-rate", "1e-3",
      "--tensors", "!activation.*", "--quiet")
    #expect(chosen.status == 0 && chosen.output == "")
  }

  @Test(
    "refuses what makes no sense",
    arguments: [
      (["--gradients", gradients, "--learning-rate", "1"], "name the weights"),
      (["--weights", before, "--gradients", gradients], "need a learning rate"),
      (
        ["--weights", before, "--gradients", gradients, "--learning-rate", "nan"], "is not a finite"
      ),
      (["--weights", before, "--gradients", gradients, "--learning-rate=-1"], "at least 0"),
      (["--weights", before, "--learning-rate", "1"], "needs gradients"),
      (
        ["--weights", before, "--gradients", gradients, "--after", after, "--learning-rate", "1"],
        "leave out one"
      ),
      (
        [
          "--weights", before, "--gradients", gradients, "--learning-rate", "1", "--betas",
          "0.9,0.99",
        ], "no option of sgd"
      ),
      (
        [
          "--weights", before, "--gradients", gradients, "--learning-rate", "1", "--optimizer",
          "adam",
          "--exp-avg", before,
        ], "give both"
      ),
      (["--before", before, "--after", after, "--formats", "fp64"], "values that fp32 has not"),
      (["--before", before, "--after", after, "--random-bits", "25"], "outside 1...24"),
      (["--before", before, "--after", after, "--momentum", "0.9"], "needs a learning rate"),
      (["--gradients", gradients, "--accumulate", "1"], "sums nothing"),
      (["--gradients", gradients, "--accumulate", "11"], "too few for a mean"),
      (["--ranks", gradients], "there is one rank"),
      (["--weights", "Datasets/nowhere"], "Datasets/nowhere"),
      (
        ["--before", before, "--after", after, "--csv", "\(before)/step_000010.safetensors"],
        "one of"
      ),
    ])
  func refusals(arguments: [String], reason: String) throws {
    let found = try Tool.run(arguments: ["updates"] + arguments)
    #expect(found.status == 2 && found.exited && found.output == "", "\(arguments)")
    #expect(found.error.contains(reason), "\(arguments): \(found.error)")
  }

  @Test("refuses more steps than are counted exactly")
  func manySteps() throws {
    for (number, status) in [("9223372036854775807", 2), ("9007199254740993", 2), ("12", 0)] {
      let run = try run(
        "--weights", Self.before, "--gradients", Self.gradients, "--learning-rate", "1e-3",
        "--optimizer", "adam", "--steps-before", number, "--csv", "-")
      #expect(run.status == status, "\(number): \(run.error)")
    }
  }

  @Test("says which files of ranks it cannot sum, and which micro-batches lack a tensor")
  func partsOfSums() throws {
    let scratch = try Scratch()
    let file = Tool.root.appending(path: "Datasets/weights/digits-cnn/gradients")
    let some = try #require(
      try FileManager.default.contentsOfDirectory(atPath: file.path).sorted().first)
    let copies = ["mixed/rank_0", "mixed/rank_1", "mixed/none", "parts/tp_rank_00_pp_rank_000"]
    for copy in copies {
      let target = scratch.url.appending(path: copy)
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: file.appending(path: some), to: target.appending(path: some))
    }
    let mixed = try run("--ranks", scratch.url.appending(path: "mixed").path)
    #expect(mixed.status == 2 && mixed.error.contains("its path names no rank"), "\(mixed)")
    let parts = try run("--ranks", scratch.url.appending(path: "parts").path)
    #expect(parts.status == 2 && parts.error.contains("its gradients are parts"), "\(parts)")
  }
}
