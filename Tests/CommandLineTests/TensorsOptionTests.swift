import Foundation
import Testing

@Suite("--tensors, for every command that reads a recording")
struct TensorsOptionTests {
  private static let dump = "Datasets/digits-cnn"

  private static let commands = [
    "audit", "advise", "replay", "memory", "metrics", "trace --format fp16", "inspect",
    "compare f16c f16c-rtz",
    "histogram -o /dev/null", "diff \(dump)",
    "updates --learning-rate 1e-3 --weights Datasets/weights/digits-cnn/before --gradients "
      + "Datasets/weights/digits-cnn/gradients",
    "updates --accumulate 2 --gradients",
  ]

  private func run(_ command: String, _ path: String, _ pattern: String) throws -> Tool.Run {
    let words = command.split(separator: " ").map(String.init)
    let paths = command.hasSuffix("digits-cnn/gradients") ? [] : [path]
    return try Tool.run(arguments: words + paths + ["--tensors", pattern])
  }

  @Test("says which pattern matches nothing, and what might be meant", arguments: commands)
  func nothing(command: String) throws {
    let run = try run(command, Self.dump, "fc1.weihgt")
    #expect(run.status == 2)
    #expect(run.error.contains("no tensor matches `fc1.weihgt`; did you mean `fc1.weight`?"))
    #expect(!run.error.contains("Usage"))
  }

  @Test("is of the tensors that are meant alone: the counts of a whole audit's rows")
  func audit() throws {
    let whole = try Tool.run("audit", Self.dump, "--csv", "-")
    let part = try Tool.run("audit", Self.dump, "--csv", "-", "--tensors", "conv1.*,!**.bias")
    let lines = whole.output.split(separator: "\n")
    let expected = lines.prefix(1) + lines.filter { $0.contains(",conv1.weight,") }
    #expect(part.status == 0 && part.output.split(separator: "\n") == Array(expected))
    #expect(expected.count > 100)
  }

  @Test("is the same of what is kept of a recording")
  func kept() throws {
    let scratch = try Scratch()
    let file = scratch.path("run.fphist")
    #expect(try Tool.run("histogram", Self.dump, "-o", file, "--quiet").status == 0)
    for command in ["audit", "replay --scaler all", "advise"] {
      let words = command.split(separator: " ").map(String.init)
      let options = ["--tensors", "conv*.weight", "--csv", "-"]
      let values = try Tool.run(arguments: words + [Self.dump] + options)
      let kept = try Tool.run(arguments: words + [file] + options)
      #expect(values.status == 0 && values.output == kept.output, "\(command)")
      #expect(values.output.utf8.count > 100)
    }
  }

  @Test("reads no more than the tensors that are meant: another may be damaged")
  func economy() throws {
    let scratch = try Scratch()
    let dump = scratch.path("dump")
    let script = """
      cp -r Datasets/digits-cnn-npy '\(dump)' && cd '\(dump)' && \
      f=$(find . -name 'fc1.weight.npy' | sort | head -1) && truncate -s -4 "$f"
      """
    #expect(try Tool.shell(script).status == 0)
    let run = try Tool.run("audit", dump, "--csv", "-", "--tensors", "conv1.weight")
    let whole = try Tool.run(
      "audit", "Datasets/digits-cnn-npy", "--csv", "-", "--tensors", "conv1.weight")
    // A file that cannot be opened is named all the same.
    #expect(run.status == 2 && run.error.contains("fc1.weight.npy"))
    #expect(run.output == whole.output && whole.status == 0)
  }

  @Test("means plain names where ranks are summed")
  func ranks() throws {
    let scratch = try Scratch()
    let script = "cd '\(scratch.url.path)' && mkdir -p d/rank_0 d/rank_1 && for r in 0 1; do "
    let copy = "cp '\(Tool.root.path)/\(Self.dump)'/*.safetensors d/rank_$r/; done"
    #expect(try Tool.shell(script + copy).status == 0)
    let all = try Tool.run("updates", "--ranks", scratch.path("d"), "--csv", "-")
    let part = try Tool.run(
      "updates", "--ranks", scratch.path("d"), "--tensors", "conv1.weight", "--csv", "-")
    let lines = all.output.split(separator: "\n")
    #expect(part.status == 0 && all.status == 0)
    #expect(
      part.output.split(separator: "\n")
        == Array(lines.prefix(1) + lines.filter { $0.contains(",conv1.weight,") }))
    let none = try Tool.run("updates", "--ranks", scratch.path("d"), "--tensors", "conv")
    #expect(none.status == 2 && none.error.contains("no tensor matches `conv`"))
  }

  @Test("needs a match in one of several recordings only")
  func several() throws {
    let scratch = try Scratch()
    let make = """
      cd '\(scratch.url.path)' && mkdir a b && \
      cp '\(Tool.root.path)'/Datasets/digits-cnn-npy/step_000010/conv1.*.npy a/ && \
      cp a/*.npy b/ && mv b/conv1.weight.npy b/new.weight.npy
      """
    #expect(try Tool.shell(make).status == 0)
    let diff = try Tool.run(
      "diff", scratch.path("a"), scratch.path("b"), "--tensors", "new.*,conv1.*")
    #expect(diff.status == 0 && diff.output.contains("new.weight"))
    let limit = try Tool.run(
      "audit", scratch.path("b"), "--baseline", scratch.path("a"), "--tensors",
      "new.weight,conv1.bias", "--fail-on", "fp16{conv1.bias}.underflow>baseline+1%", "--quiet")
    #expect(!limit.error.contains("no tensor matches"))
  }

  @Test("does not hide why a tensor is not there")
  func problems() throws {
    let scratch = try Scratch()
    let make = """
      cd '\(scratch.url.path)' && mkdir d && printf broken > d/b.npy && \
      cp '\(Tool.root.path)'/Datasets/digits-cnn-npy/step_000010/conv1.bias.npy d/
      """
    #expect(try Tool.shell(make).status == 0)
    let run = try Tool.run("audit", scratch.path("d"), "--tensors", "b", "--quiet")
    #expect(run.status == 2 && run.error.contains("d/b.npy"))
    #expect(!run.error.contains("no tensor matches"))
  }

  @Test("warns of an exclusion that excludes nothing")
  func exclusion() throws {
    let run = try Tool.run("audit", Self.dump, "--tensors", "!layres.**", "--quiet")
    #expect(run.status == 0)
    #expect(run.error == "fpaudit: warning: no tensor matches `!layres.**`, so none is left out\n")
    let sequence = try Tool.run("replay", "--sequence", "oX", "--tensors", "a")
    #expect(sequence.status == 2 && sequence.error.contains("leave out --tensors"))
  }
}

@Suite("What the recording shows to be wrong about a command line")
struct LateUsageTests {
  @Test("is said with the command to look at")
  func command() throws {
    let run = try Tool.run("updates", "--ranks", "Datasets/digits-cnn/step_000010.safetensors")
    #expect(run.status == 2)
    #expect(run.error.hasPrefix("fpaudit: there is one rank;"))
    #expect(run.error.hasSuffix("See 'fpaudit help updates'.\n"))
  }

  @Test("a recording that is two ranks is refused, however it is spelt")
  func ranks() throws {
    let path = "Datasets/digits-cnn"
    for other in [path, "./" + path, path + "/", "Datasets/../" + path] {
      let run = try Tool.run("updates", "--ranks", path, other)
      #expect(run.status == 2)
      #expect(run.error.contains("twice; its gradients would count twice"), "\(other)")
    }
  }
}
