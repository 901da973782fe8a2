import Foundation
import Testing

@Suite("fpaudit histogram and merge")
struct HistogramCommandTests {
  private let directory: Scratch
  private let dump = "Datasets/chars-transformer"

  init() throws { directory = try Scratch() }

  private func path(_ name: String) -> String { directory.url.appending(path: name).path }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: directory.url.appending(path: name)), as: UTF8.self)
  }

  @Test("keep what gives the same files as the dump, byte for byte", arguments: ["1", "2", "5"])
  func reports(threads: String) throws {
    let kept = try Tool.run("histogram", dump, "-o", path("run.fphist"), "--threads", threads)
    #expect(kept.status == 0 && kept.error.isEmpty)
    #expect(kept.output.contains("run.fphist: 300 tensors, 469,560 values, "))
    for input in [dump, path("run.fphist")] {
      let name = input == dump ? "dump" : "kept"
      let run = try Tool.run(
        arguments: ["audit", input, "--formats", "fp16,e4m3fn,bf16", "--scales", "2^-3..2^20"]
          + ["csv", "json", "html", "markdown"].flatMap { ["--\($0)", path("\(name).\($0)")] })
      #expect(run.status == 0)
    }
    for kind in ["csv", "json", "html", "markdown"] {
      #expect(try text("dump.\(kind)") == text("kept.\(kind)"), "\(kind)")
    }
    #expect(try text("dump.csv").split(separator: "\n").count == 300 * 3 * 24 + 1)
    #expect(
      try Tool.run(dump, "--title", "t").output
        == Tool.run(path("run.fphist"), "--title", "t").output)
  }

  @Test("share the work between jobs and add it up")
  func shards() throws {
    for number in 1...7 {
      let run = try Tool.run(
        "histogram", dump, "-q", "--shard", "\(number)/7", "-o", path("\(number).fphist"))
      #expect(run.status == 0 && run.output.isEmpty)
    }
    let parts = (1...7).map { path("\($0).fphist") }
    #expect(try Tool.run("histogram", dump, "-q", "-o", path("whole.fphist")).status == 0)
    let merged = try Tool.run(arguments: ["merge", "-o", path("all.fphist")] + parts.reversed())
    #expect(merged.status == 0 && merged.error.isEmpty)
    let (one, all) = (
      directory.url.appending(path: "whole.fphist"), directory.url.appending(path: "all.fphist")
    )
    #expect(try Data(contentsOf: one) == Data(contentsOf: all))

    let some = try Tool.run(arguments: ["audit"] + parts.dropLast())
    #expect(some.status == 0 && some.error.contains("values are counted; missing: shard 7 of 7"))
    #expect(some.output.contains("1 warning: what was read may not be all."))

    let twice = try Tool.run("merge", parts[0], parts[1], parts[0], "-o", path("twice.fphist"))
    #expect(twice.status == 2 && twice.error.contains("has values that both have counted"))
    #expect(!FileManager.default.fileExists(atPath: path("twice.fphist")))
  }

  @Test("go on after an interruption")
  func resume() throws {
    let (file, journal) = (path("run.fphist"), path("run.jsonl"))
    let first = try Tool.run("histogram", dump, "-o", file, "--resume", journal)
    #expect(first.status == 0 && !first.output.contains("went on"))
    let bytes = try Data(contentsOf: URL(filePath: file))
    let lines = try text("run.jsonl").split(separator: "\n")
    #expect(lines.count == 301)
    // As a crash leaves it: some lines, and a part of one.
    let torn = lines.prefix(121).joined(separator: "\n") + "\n" + lines[121].prefix(50)
    try Data(torn.utf8).write(to: URL(filePath: journal))
    let second = try Tool.run("histogram", dump, "-o", file, "--resume", journal)
    #expect(second.output.hasPrefix("went on with 120 pieces counted before\n"))
    #expect(try Data(contentsOf: URL(filePath: file)) == bytes)
    #expect(
      try Tool.run("histogram", dump, "-o", file, "--resume", journal).output.hasPrefix(
        "went on with 300"))
  }

  @Test("say which counts are bounds")
  func bounds() throws {
    #expect(try Tool.run("histogram", dump, "-q", "-o", path("run.fphist")).status == 0)
    let run = try Tool.run(
      "audit", path("run.fphist"), "--scales", "1,1000", "--formats", "fp16", "--csv", path("b.csv")
    )
    #expect(run.status == 0)
    #expect(run.output.contains("A histogram bounds the counts of fp16 at 1000:"))
    let rows = try text("b.csv").split(separator: "\n").map { $0.split(separator: ",") }
    #expect(rows[0].suffix(8).first == "underflow_min" && rows[0].last == "overflow_max")
    let exact = try Tool.run("audit", dump, "--scales", "1,1000", "--formats", "fp16", "--csv", "-")
    let counts = exact.output.split(separator: "\n").map { $0.split(separator: ",") }
    #expect(counts.count == rows.count)
    for (row, count) in zip(rows, counts).dropFirst() {
      for outcome in 0..<4 {
        let numbers = (
          row: row[(13 + 2 * outcome)...].prefix(2).compactMap { Int($0) },
          own: Int(count[9 + outcome]) ?? -1
        )
        #expect(numbers.row[0] <= numbers.own && numbers.own <= numbers.row[1])
        #expect(row[4] == "1000" || numbers.row[0] == numbers.row[1])
      }
    }
  }

  @Test("name what is wrong and write nothing")
  func errors() throws {
    let file = path("x.fphist")
    for (arguments, words) in [
      (["histogram", dump, "--shard", "8/7", "-o", file], "`8/7` is no shard"),
      (["histogram", dump, "--shard", "0/7", "-o", file], "`0/7` is no shard"),
      (["histogram", dump, "-o", file, "--resume", file], "two outputs would go to the same file"),
      (["histogram", dump, "-o", file, "--resume", directory.url.path], "is a directory"),
      (["histogram", path("none"), "-o", file], "no such file"),
      (["merge", "README.md", "-o", file], "README.md: is no histogram file, at byte 0"),
    ] {
      let run = try Tool.run(arguments: arguments)
      #expect(run.status == 2 && run.error.contains(words), "\(run.error)")
      #expect(!FileManager.default.fileExists(atPath: file))
    }
    // A file that is there stays as it was.
    try Data("mine".utf8).write(to: URL(filePath: file))
    #expect(try Tool.run("histogram", path("none"), "-o", file).status == 2)
    #expect(try text("x.fphist") == "mine")
    let newer = [0x89] + Array("FPHIST\n".utf8) + [4, 0, 0, 0] + [UInt8](repeating: 0, count: 12)
    try Data(newer).write(to: URL(filePath: file))
    let run = try Tool.run("audit", file)
    #expect(
      run.status == 2 && run.error.contains("version 4 of histogram files is not known, at byte 8"))
  }

  @Test("and no limit holds for a part of the values")
  func incomplete() throws {
    let shard = path("1.fphist")
    #expect(try Tool.run("histogram", dump, "-q", "--shard", "1/2", "-o", shard).status == 0)
    let run = try Tool.run("audit", shard, "-q", "--fail-on", "fp16@1.overflow>99%")
    #expect(run.status == 2 && run.error.contains("are not counted; add the other shards"))
  }

  @Test("and what is read is never written over")
  func inputsStay() throws {
    let (file, kept) = (path("w.npy"), path("w.fphist"))
    let original = Tool.root.appending(path: "Datasets/digits-cnn-npy")
    let source = try #require(
      FileManager.default.enumerator(at: original, includingPropertiesForKeys: nil)?
        .compactMap { $0 as? URL }.first { $0.pathExtension == "npy" })
    try FileManager.default.copyItem(atPath: source.path, toPath: file)
    #expect(try Tool.run("histogram", file, "-q", "-o", kept).status == 0)
    let before = try [file, kept].map { try Data(contentsOf: URL(filePath: $0)) }
    try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: file)
    for arguments in [
      ["histogram", file, "-o", file], ["histogram", file, "-o", path("link")],
      ["audit", file, "--csv", file], ["audit", directory.url.path, "--json", file],
      ["histogram", file, "-o", path("x"), "--resume", file], ["merge", kept, "-o", kept],
      ["trace", file, "--format", "fp16", "--csv", file], ["metrics", file, "--csv", file],
      ["diff", file, file, "--csv", file],
    ] {
      let run = try Tool.run(arguments: arguments)
      #expect(run.status == 2 && run.error.contains("is one of the files that are read"))
    }
    try Data("notes\n".utf8).write(to: URL(filePath: path("notes")))
    let journal = try Tool.run(
      "histogram", file, "-o", path("x"), "--resume", path("notes"))
    #expect(journal.status == 2 && journal.error.contains("is another kind of file"))
    #expect(try [file, kept].map { try Data(contentsOf: URL(filePath: $0)) } == before)
    #expect(try text("notes") == "notes\n")
  }

  @Test("and a signal leaves nothing half-written", arguments: ["INT", "TERM", "HUP"])
  func signals(name: String) throws {
    // A pipe that nobody fills holds the run while its output is open.
    let run = try Tool.shell(
      """
      set -m; cd "\(directory.url.path)" && mkdir out && mkfifo fill
      "$FPAUDIT" trace "\(Tool.root.path)/\(dump)" --format e2m1fn --all --csv out/x.csv \
        --jsonl fill & process=$!
      for wait in $(seq 200); do [ -n "$(ls -A out)" ] && break; sleep 0.05; done
      ls -A out | wc -l; kill -\(name) $process; wait $process; echo $? $(ls -A out | wc -l)
      """)
    let lines = run.output.split(separator: "\n").map { $0.trimmingPrefix(" ") }
    #expect(lines.first == "1" && lines.last?.hasSuffix(" 0") == true, "\(run.output)")
  }
}
