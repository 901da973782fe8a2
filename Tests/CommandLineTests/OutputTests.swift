import Foundation
import Testing

@Suite("Output goes where its path leads")
struct OutputTests {
  private let scratch: Scratch
  private let manager = FileManager.default

  init() throws { scratch = try Scratch() }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: scratch.url.appending(path: name), encoding: .utf8)
  }

  private func shell(_ line: String) throws -> Tool.Run {
    try Tool.shell(
      #"d=\#(scratch.url.path); audit() { $FPAUDIT Datasets/diverging "$@"; }; \#(line)"#)
  }

  @Test("a symbolic link stays, and its target is replaced, with its permissions")
  func links() throws {
    let run = try shell(
      """
      mkdir $d/in && echo old > $d/in/real.csv && chmod 640 $d/in/real.csv
      ln -s in/real.csv $d/link.csv && ln -s new.json $d/dangling.json
      audit -q --csv $d/link.csv --json $d/dangling.json && readlink $d/link.csv $d/dangling.json
      stat -c %a $d/in/real.csv
      """)
    #expect(run.status == 0, "\(run.error)")
    #expect(run.output == "in/real.csv\nnew.json\n640\n")
    #expect(try text("in/real.csv").hasPrefix(AuditCommandTests.header))
    #expect(try text("new.json").hasPrefix("{"))
  }

  @Test("standard output under its other names is written on from where it stands")
  func standardOutput() throws {
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
      let run = try shell("{ echo first; audit --csv \(name); echo last; } > $d/out; ls -A $d")
      #expect(run.error == "" && run.output == "out\n")
      let lines = try text("out").split(separator: "\n")
      #expect(lines.first == "first" && lines.last == "last")
      #expect(lines.dropFirst().first.map(String.init) == AuditCommandTests.header)
      #expect(lines.count == 3 + 12 * 8 * 3 * 25)
    }
  }

  @Test("devices and FIFOs are written, as often as they are named")
  func streams() throws {
    let null = try shell("audit --csv /dev/null --html /dev/null && stat -c %F /dev/null")
    #expect(null.status == 0 && null.output.hasSuffix("character special file\n"))
    let fifo = try shell("mkfifo $d/f; head -n 1 $d/f & audit -q --csv $d/f; wait; stat -c %F $d/f")
    #expect(fifo.output == AuditCommandTests.header + "\nfifo\n")
  }

  @Test("what a full device has taken is not said to be gone")
  func fullDevice() throws {
    let run = try shell("audit -q --csv /dev/full")
    #expect(run.status == 2)
    #expect(
      run.error == "fpaudit: /dev/full: cannot write: No space left on device; it ends here\n")
  }

  @Test("help on a full device says what happened", arguments: ["--help", "--version"])
  func help(option: String) throws {
    let run = try shell("$FPAUDIT \(option) > /dev/full")
    #expect(run.status == 2)
    #expect(run.error.hasPrefix("fpaudit: standard output: cannot write: No space left"))
    #expect(try shell("set -o pipefail; $FPAUDIT \(option) | true").error == "")
  }

  @Test("a name that begins with a combining mark is a name in its directory")
  func combiningMark() throws {
    let run = try shell(#"audit -q --csv $d/$'\xcc\x81'.csv && ls -A $d"#)
    #expect(run.output == "\u{301}.csv\n", "\(run.error)")
  }

  @Test("no command writes two outputs to one file, and none of them begins")
  func otherCommands() throws {
    for command in [
      "vectors --format e2m1fn --csv a --jsonl ./a", "vectors --format e2m1fn --csv a --jsonl l",
      "compare f16c f16c-rtz $r/Datasets/diverging --csv a --counts $d/a",
      "verify --depth quick --formats e2m1fn --certificate a --markdown $d/./a --resume s",
      "verify --depth quick --formats e2m1fn --certificate a --resume ./a",
    ] {
      let run = try shell("r=$PWD; cd $d; ln -sf a l; $FPAUDIT \(command); ls")
      #expect(run.error.contains("two outputs would go to the same file"), "\(command)")
      #expect(run.output == "l\n", "\(command)")
    }
  }

  @Test("two reports to one file are refused, whatever it is called")
  func sameFile() throws {
    for pair in ["$d/a $d/./a", "$d/a $d/b", "- /dev/stdout"] {
      let names = pair.split(separator: " ")
      let run = try shell("ln -sf a $d/b; audit --csv \(names[0]) --json \(names[1])")
      #expect(run.status == 2)
      #expect(run.error.contains("two outputs would go to the same file"))
    }
  }
}
