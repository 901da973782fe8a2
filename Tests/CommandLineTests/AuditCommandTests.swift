import Foundation
import Testing

@Suite("fpaudit audit")
struct AuditCommandTests {
  static let header =
    "step,tensor,dtype,format,scale,count,zero,infinite,nan,underflow,subnormal,normal,overflow"

  @Test("is the default command and ends with the verdict, within 80 columns")
  func defaultCommand() throws {
    let run = try Tool.run("Datasets/digits-cnn")
    #expect(run.status == 0)
    #expect(run.error == "")
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(run.output.contains("10 steps × 12 tensors"))
    let last = run.output.split(separator: "\n").suffix(2).joined(separator: " ")
    #expect(last.contains("fp16: no single scale"))
    #expect(last.contains("bf16 and fp32 need no loss scale"))
    #expect(try Tool.run("audit", "Datasets/digits-cnn").output == run.output)
  }

  @Test("writes CSV to the letter of the contract, each row summing to its count")
  func csv() throws {
    let run = try Tool.run(
      "Datasets/digits-cnn", "--formats", "fp16,bf16", "--scales", "1,2^10,0.5,1000", "--csv", "-")
    #expect(run.status == 0)
    let lines = run.output.split(separator: "\n")
    #expect(lines.first.map(String.init) == Self.header)
    #expect(lines.count == 1 + 10 * 12 * 2 * 4)
    var scales: [Substring] = []
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      #expect(fields.count == 13)
      let counts = fields[5...].compactMap { Int($0) }
      #expect(counts.count == 8)
      #expect(counts[0] == counts[1...].reduce(0, +))
      if !scales.contains(fields[4]) { scales.append(fields[4]) }
    }
    #expect(scales == ["0.5", "1", "1000", "1024"])
    #expect(lines.filter { $0.hasPrefix("10000,fc1.weight,fp32,fp16,1,") }.count == 1)
  }

  @Test("gives the same CSV for safetensors and for .npy files")
  func containers() throws {
    let table = try Tool.run("Datasets/digits-cnn", "--csv", "-")
    let files = try Tool.run("Datasets/digits-cnn-npy", "--csv", "-")
    #expect(table.output == files.output)
  }

  @Test("gives the same CSV whatever the locale, and for several paths at once")
  func localeAndPaths() throws {
    let plain = try Tool.run("Datasets/diverging", "--csv", "-")
    let german = try Tool.run(
      "Datasets/diverging", "--csv", "-", environment: ["LC_ALL": "de_DE.UTF-8"])
    #expect(plain.output == german.output)
    let several = try Tool.shell("$FPAUDIT Datasets/diverging/*.safetensors --csv -")
    #expect(several.output == plain.output)
  }

  @Test("writes all reports in one run, and prints nothing when quiet")
  func reports() throws {
    let scratch = try Scratch()
    let run = try Tool.run(
      "Datasets/diverging", "--quiet", "--csv", scratch.path("a.csv"), "--json",
      scratch.path("a.json"), "--markdown", scratch.path("a.md"), "--html", scratch.path("a.html"))
    #expect(run.status == 0)
    #expect(run.output == "" && run.error == "")
    let names = try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted()
    #expect(names == ["a.csv", "a.html", "a.json", "a.md"])
    let json = try JSONSerialization.jsonObject(
      with: try Data(contentsOf: scratch.url.appending(path: "a.json")))
    #expect((json as? [String: Any])?["schema"] as? String == "fpaudit.audit/1")
    let page = try String(contentsOf: scratch.url.appending(path: "a.html"), encoding: .utf8)
    #expect(page.hasPrefix("<!DOCTYPE html>"))
  }

  @Test("reads names that Unicode calls equivalent as two")
  func canonicalEquivalents() throws {
    let run = try Tool.run("Datasets/malformed/valid-names.safetensors")
    #expect(run.error == "")
    #expect(run.status == 0)
  }

  @Test("rounds products to fp32 first when asked to")
  func scaleArithmetic() throws {
    let exact = try Tool.run("Datasets/digits-cnn", "--scales", "2^-130", "--csv", "-")
    let fp32 = try Tool.run(
      "Datasets/digits-cnn", "--scales", "2^-130", "--csv", "-", "--scale-arithmetic", "fp32")
    #expect(exact.status == 0 && fp32.status == 0)
    #expect(exact.output.split(separator: "\n").count == fp32.output.split(separator: "\n").count)
  }

  @Test("names the command that makes the same audit again")
  func command() throws {
    let scratch = try Scratch()
    try FileManager.default.copyItem(
      at: Tool.root.appending(path: "Datasets/diverging"),
      to: scratch.url.appending(path: "-it's a dump"))
    let options = "--formats bf16,fp16 --scales 0.3,2^10 --tolerance 3ppm --scale-arithmetic fp32"
    let first = try Tool.shell(
      #"cd \#(scratch.url.path) && $FPAUDIT -q --json a.json \#(options) -- "-it's a dump""#)
    #expect(first.status == 0, "\(first.error)")
    let command = try command(scratch.url.appending(path: "a.json"))
    let arguments = try #require(command.split(separator: "fpaudit audit ").last)
    let again = try Tool.shell(
      "cd \(scratch.url.path) && $FPAUDIT audit -q --json b.json \(arguments) && cmp a.json b.json")
    #expect(again.status == 0, "\(command): \(again.error)\(again.output)")
  }

  private func command(_ file: URL) throws -> String {
    let json = try JSONSerialization.jsonObject(with: try Data(contentsOf: file))
    let generator = (json as? [String: Any])?["generator"] as? [String: Any]
    return try #require(generator?["command"] as? String)
  }

  @Test("names no option in its command that is as it is by default")
  func shortCommand() throws {
    let page = try Tool.run("Datasets/diverging", "--scales", "2^0..2^24", "--markdown", "-")
    #expect(page.output.contains("<code>fpaudit audit Datasets/diverging</code>"))
  }

  @Test("mentions files that it does not read")
  func ignoredFiles() throws {
    let scratch = try Scratch()
    let run = try Tool.shell(
      """
      cp -r Datasets/diverging/. \(scratch.url.path); cd \(scratch.url.path)
      touch a.h5 b.pkl; ln -s step_000001.safetensors latest; $FPAUDIT .
      """)
    #expect(run.status == 0)
    #expect(run.output.contains("Not read: 1 .h5, 1 .pkl.\n"))
  }

  @Test("colours only when asked to")
  func colour() throws {
    #expect(!(try Tool.run("Datasets/diverging").output.contains("\u{1B}")))
    let forced = try Tool.run("Datasets/diverging", environment: ["CLICOLOR_FORCE": "1"])
    #expect(forced.output.contains("\u{1B}["))
    #expect(!(try Tool.run("Datasets/diverging", "--csv", "-").output.contains("\u{1B}")))
  }
}
