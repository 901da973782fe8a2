import Foundation
import Testing

@Suite("The same numbers of eight bits in every container")
struct Float8ContainerTests {
  private static let fixtures = "Tests/TensorFilesTests/Fixtures/float8/"
  /// Each with what has to be assumed of it.
  private static let containers = [
    ["st"], ["pt"], ["pt-legacy"], ["pt-views"], ["npy", "--assume-dtype", "e4m3fn"],
    ["npz", "--assume-dtype", "e4m3fn"], ["bytes", "--assume-dtype", "e4m3fn"],
  ]
  private static let questions = [
    ["audit", "--formats", "fp16,bf16,e5m2,e4m3fn", "--scales", "2^-9..2^9,1000", "--csv", "-"],
    ["metrics", "--formats", "e5m2,e2m1fn", "--scales", "1,3", "--csv", "-"],
    [
      "trace", "--format", "e5m2", "--outcomes", "zero,nan,underflow,subnormal,normal,overflow",
      "--all", "--csv", "-",
    ],
    ["compare", "torch-2.12", "torch", "--format", "e4m3fn", "--counts", "-"],
    ["replay", "--scaler", "torch", "--csv", "-"],
  ]

  private func answer(_ container: [String], _ question: [String]) throws -> String {
    let input = [Self.fixtures + container[0]] + container.dropFirst()
    let isComparison = question[0] == "compare"
    let head = question.prefix(isComparison ? 3 : 1)
    let run = try Tool.run(arguments: head + input + question.dropFirst(head.count))
    #expect(run.status == 0, "\(run.error)")
    return run.output
  }

  @Test("give the same CSV, byte for byte", arguments: containers, questions)
  func sameAnswers(container: [String], question: [String]) throws {
    let expected = try answer(Self.containers[0], question)
    #expect(expected.split(separator: "\n").count > 1)
    #expect(try answer(container, question) == expected)
  }

  @Test("give what they give in fp32, but for the column dtype")
  func wide() throws {
    for question in Self.questions.prefix(2) {
      let narrow = try answer(["st"], question)
      #expect(narrow.contains("3,w,e4m3fn,"))
      let wide = try answer(["wide"], question)
      #expect(wide == narrow.replacing("3,w,e4m3fn,", with: "3,w,fp32,"))
    }
  }

  @Test("are listed with the two digits of their codes")
  func digits() throws {
    let rows = try answer(["st"], Self.questions[2]).split(separator: "\n").dropFirst()
    #expect(rows.count == 24 * 50)
    #expect(
      rows.allSatisfy {
        let bits = $0.split(separator: ",", omittingEmptySubsequences: false)[5]
        return bits.hasPrefix("0x") && bits.count == 4
      })
  }

  @Test("say what to assume of NumPy's V1, and name the types that there are")
  func assumption() throws {
    let refused = try Tool.run("audit", Self.fixtures + "npy")
    #expect(refused.status == 2)
    #expect(refused.error.contains("say with --assume-dtype e4m3fn that <V1 is float8_e4m3fn"))
    let unknown = try Tool.run("audit", Self.fixtures + "npy", "--assume-dtype", "float9")
    #expect(unknown.status == 2 && unknown.error.contains("e4m3fn, e5m2, e4m3fnuz"))
    // Wider types are not assumed of bytes.
    let wider = try Tool.run("audit", Self.fixtures + "bytes", "--assume-dtype", "bf16")
    #expect(wider.status == 2)
  }

  @Test("are inspected, kept as a histogram, and merged")
  func histogram() throws {
    let inspected = try Tool.run("inspect", Self.fixtures + "pt")
    #expect(inspected.status == 0 && inspected.output.contains("e4m3fn"))
    #expect(!inspected.output.contains("not audited"))
    let scratch = try Scratch()
    let path = scratch.url.appending(path: "x.fphist").path
    let parts = (1...2).map { scratch.url.appending(path: "\($0).fphist").path }
    for (index, part) in parts.enumerated() {
      let run = try Tool.run(
        "histogram", Self.fixtures + "st", "--shard", "\(index + 1)/2", "-o", part)
      #expect(run.status == 0, "\(run.error)")
    }
    #expect(try Tool.run(arguments: ["merge"] + parts + ["-o", path]).status == 0)
    let question = ["--formats", "fp16,e4m3fn", "--csv", "-"]
    let kept = try Tool.run(arguments: ["audit", path] + question)
    let direct = try Tool.run(arguments: ["audit", Self.fixtures + "st"] + question)
    #expect(kept.output == direct.output && kept.output.contains(",e4m3fn,e4m3fn,"))
  }
}
