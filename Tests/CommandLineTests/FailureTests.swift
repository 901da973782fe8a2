import FloatEmulation
import Foundation
import Testing

@Suite("What goes wrong is said, and the exit code says so")
struct FailureTests {
  struct Case: Sendable {
    let arguments: [String]
    let message: String
  }

  static let usage = [
    Case(arguments: [], message: "fpaudit: Missing expected argument '<paths> ...'"),
    Case(
      arguments: ["x", "--formats", "fp61"], message: "there is no format `fp61`; did you mean"),
    Case(arguments: ["x", "--formats", "float16,"], message: "there is no format ``"),
    Case(arguments: ["x", "--scales", "1,-2"], message: "`-2` is not a scale"),
    Case(arguments: ["x", "--scales", "2^9..2^3"], message: "runs downwards"),
    Case(arguments: ["x", "--scales", "1..1000"], message: "must run between powers of two"),
    Case(arguments: ["x", "--tolerance", "0.5"], message: "write 0, or a number with a unit"),
    Case(arguments: ["x", "--csv", "a", "--json", "a"], message: "the same file"),
    Case(arguments: ["x", "--nonsense"], message: "--nonsense"),
    Case(arguments: ["roud", "1", "--to", "fp16"], message: "did you mean `fpaudit round`?"),
    Case(arguments: ["formts"], message: "did you mean `fpaudit formats`?"),
    Case(
      arguments: ["inspct", "Datasets/diverging"], message: "did you mean `fpaudit inspect`?"),
    Case(arguments: ["round", "abc", "--to", "fp16"], message: "`abc` is no number"),
  ]

  @Test("a wrong command line is exit code 2", arguments: usage)
  func wrongUsage(test: Case) throws {
    let quoted = test.arguments.map { "'\($0)'" }.joined(separator: " ")
    let run = try Tool.shell("$FPAUDIT \(quoted)")
    #expect(run.status == 2)
    #expect(run.output == "")
    #expect(run.error.hasPrefix("fpaudit: "))
    #expect(run.error.contains(test.message), "\(run.error)")
  }

  @Test("a missing path is exit code 2, and the others are audited")
  func missingPath() throws {
    let run = try Tool.run("no-such-dump", "Datasets/diverging")
    #expect(run.status == 2)
    #expect(run.error.hasPrefix("fpaudit: no-such-dump: "))
    #expect(run.output.contains("12 steps × 8 tensors"))
  }

  @Test("an audit of nothing is exit code 2")
  func nothingAudited() throws {
    let scratch = try Scratch()
    let header = #"{"index":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#
    let count = UInt8(header.utf8.count)
    let file = [count, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [UInt8](repeating: 1, count: 8)
    try Data(file).write(to: scratch.url.appending(path: "i.safetensors"))
    let run = try Tool.run(scratch.url.path)
    #expect(run.status == 2)
    #expect(run.output.hasSuffix("Nothing was audited.\n"))
    #expect(run.error.contains("\(scratch.url.path): nothing was audited: its one tensor has"))
  }

  @Test("every malformed file is named, none traps, and good files beside them are audited")
  func malformedFiles() throws {
    let run = try Tool.run("Datasets/malformed", "Datasets/diverging", "--csv", "-")
    #expect(run.exited && run.status == 2)
    #expect(run.output.contains("\n198,"))
    let errors = run.error.split(separator: "\n")
    #expect(errors.count > 40)
    #expect(errors.allSatisfy { $0.hasPrefix("fpaudit: ") })
  }

  @Test("a step and name that occur twice are counted once, and said")
  func duplicates() throws {
    let once = try Tool.run("Datasets/diverging", "--csv", "-")
    let scratch = try Scratch()
    try FileManager.default.copyItem(
      at: Tool.root.appending(path: "Datasets/diverging"),
      to: scratch.url.appending(path: "copy"))
    let twice = try Tool.run("Datasets/diverging", scratch.path("copy"), "--csv", "-")
    #expect(twice.status == 2)
    #expect(twice.error.contains("has this tensor already"))
    #expect(twice.output == once.output)
  }

  @Test("a full disk, a missing directory and a directory as output are exit code 2")
  func unwritable() throws {
    let full = try Tool.shell("$FPAUDIT Datasets/diverging > /dev/full")
    #expect(full.exited && full.status == 2)
    #expect(full.error.contains("No space left"))
    let device = try Tool.run("Datasets/diverging", "--quiet", "--csv", "/dev/full")
    #expect(device.exited && device.status == 2)
    let missing = try Tool.run("Datasets/diverging", "--html", "/no/such/directory/a.html")
    #expect(missing.exited && missing.status == 2)
    #expect(missing.error.contains("/no/such/directory/a.html: cannot create"))
    let scratch = try Scratch()
    let directory = try Tool.run("Datasets/diverging", "--json", scratch.url.path)
    #expect(directory.exited && directory.status == 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).isEmpty)
  }

  @Test("a reader that goes away ends the run quietly")
  func closedPipe() throws {
    let run = try Tool.shell(
      "$FPAUDIT Datasets/chars-transformer --csv - | head -n 1; echo ${PIPESTATUS[0]}")
    #expect(run.error == "")
    #expect(run.output.split(separator: "\n").last == "0")
  }

  @Test("a FIFO is named and does not hang")
  func fifo() throws {
    let scratch = try Scratch()
    let run = try Tool.shell("mkfifo \(scratch.path("f.npy")); $FPAUDIT \(scratch.path("f.npy"))")
    #expect(run.exited && run.status == 2)
    #expect(run.error.contains("FIFO"))
  }

  /// Permissions do not bind root, so root asks as somebody else.
  @Test("a file that may not be read is named, and the others are audited")
  func permissions() throws {
    let run = try Tool.shell(
      """
      set -e; d=$(mktemp -d); trap 'rm -rf "$d"' EXIT; chmod 755 "$d"; cp "$FPAUDIT" "$d/fpaudit"
      cp Datasets/diverging/step_000001.safetensors "$d/step_1.safetensors"
      cp Datasets/diverging/step_000001.safetensors "$d/step_2.safetensors"
      chmod 755 "$d/fpaudit"; chmod 644 "$d"/*.safetensors; chmod 0 "$d/step_2.safetensors"
      if [ "$(id -u)" = 0 ]; then as="setpriv --reuid=65534 --clear-groups"; fi
      $as "$d/fpaudit" "$d"
      """)
    #expect(run.exited && run.status == 2, "\(run.error)")
    #expect(run.error.contains("step_2.safetensors: permission denied"))
    #expect(run.output.contains("1 step × 8 tensors"))
  }

  @Test("help and version are answers")
  func answers() throws {
    for command in [["--help"], ["audit", "--help"], ["round", "--help"], ["inspect", "--help"]] {
      let run = try Tool.shell("$FPAUDIT \(command.joined(separator: " "))")
      #expect(run.status == 0)
      #expect(run.output.contains("USAGE:"))
      #expect(run.error == "")
    }
    #expect(try Tool.run("--version").output == "0.1.0 (\(RoundingKernel.instructionSet))\n")
  }
}
