import Foundation
import Testing

@Suite("fpaudit memory")
struct MemoryCommandTests {
  private static let recording = "Datasets/chars-transformer"

  @Test("counts bytes within 80 columns, and says that they are derived")
  func text() throws {
    let run = try Tool.run("memory", Self.recording)
    #expect(run.status == 0 && run.error == "")
    #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
    // 46,956 parameters, of 16 bytes in fp32 and 8 in bf16 with stochastic rounding.
    #expect(run.output.contains(/fp32 +4 +4 +8 +16 +751,296 +1\.00/))
    #expect(run.output.contains(/bf16_stochastic +2 +2 +4 +8 +375,648 +2\.00/))
    #expect(run.output.contains("Derived, not measured") || run.output.contains("Derived, not"))
  }

  @Test("says the same of a kept histogram, and writes the same twice")
  func histogram() throws {
    let scratch = try Scratch()
    let file = scratch.path("run.fphist")
    #expect(try Tool.run("histogram", Self.recording, "-o", file).status == 0)
    let dump = try Tool.run("memory", Self.recording, "--csv", "-", "--depth", "2")
    let kept = try Tool.run("memory", file, "--csv", "-", "--depth", "2")
    #expect(dump.status == 0 && kept.status == 0 && dump.output == kept.output)
    #expect(dump.output.contains("\nblocks.1,fp32,adam,"))
    for report in ["--json", "--html", "--markdown"] {
      let first = try Tool.run("memory", Self.recording, report, "-")
      #expect(first.status == 0 && !first.output.isEmpty)
      #expect(try Tool.run("memory", Self.recording, report, "-").output == first.output)
    }
  }

  @Test("counts what is asked for: recipes, optimizers, tensors")
  func choices() throws {
    let run = try Tool.run(
      "memory", "Datasets/digits-cnn-npy", "--recipes", "bf16-kahan", "--optimizers", "sgd",
      "--tensors", "fc2.**", "--csv", "-")
    // fc2: 10 x 32 weights and 10 biases, of 2 + 2 + 2 bytes, read and written as the recipe
    // says: 4 passes of weights, 2 of the compensation, 2 of the gradients.
    #expect(
      run.output == """
        group,recipe,optimizer,tensors,parameters,weights,master,compensation,gradients,state,\
        kept,moved
        ,bf16_kahan,sgd,2,330,660,0,660,660,0,1980,5280
        fc2,bf16_kahan,sgd,2,330,660,0,660,660,0,1980,5280

        """)
  }

  @Test("names tensors that come and go, and leaves out those whose shape changes")
  func presence() throws {
    let scratch = try Scratch()
    let dump = scratch.path("dump")
    let copy = try Tool.shell(
      "cp -r Datasets/digits-cnn-npy '\(dump)' && rm '\(dump)/step_000300/fc1.bias.npy'")
    #expect(copy.status == 0)
    let run = try Tool.run("memory", dump)
    #expect(run.status == 0 && run.output.contains("fc1.bias at 9. Each counts once."))
    let change = try Tool.shell(
      "cp '\(dump)/step_000010/fc2.bias.npy' '\(dump)/step_000300/fc1.bias.npy'")
    #expect(change.status == 0)
    let changed = try Tool.run("memory", dump)
    #expect(changed.status == 2)
    #expect(changed.error.contains("tensor `fc1.bias`: [10] at step 300, [32] at step 10"))
    #expect(changed.output.contains("1 tensor left out, since the shape is not the same"))
  }

  @Test(
    "refuses what makes no sense, with what to write instead",
    arguments: [
      (["--recipes", "bf16_kahn"], "did you mean `bf16_kahan`?"),
      (["--recipes", ""], "there is no recipe ``"),
      (["--optimizers", "lion"], "write sgd, momentum, adam"),
      (["--depth", "0"], "--depth 0 is outside 1...100"),
      (["--tensors", "nothing*"], "no tensor matches `nothing*`"),
      (["--tensors", ""], "has an empty pattern"),
      (["--csv", "a", "--json", "./a"], "two outputs would go to the same file"),
    ])
  func refusals(options: [String], message: String) throws {
    let run = try Tool.run(arguments: ["memory", Self.recording] + options)
    #expect(run.status == 2 && run.exited && run.error.contains(message), "\(run.error)")
  }

  @Test("fails where there is nothing, and where a header is broken")
  func nothing() throws {
    let scratch = try Scratch()
    let empty = try Tool.run("memory", scratch.url.path)
    #expect(empty.status == 2 && empty.error.contains("the directory is empty"))
    #expect(try Tool.run("memory", "no-such-dump").status == 2)
    try Data("no".utf8).write(to: URL(filePath: scratch.path("w.npy")))
    let broken = try Tool.run("memory", scratch.url.path)
    #expect(broken.status == 2 && broken.error.contains("w.npy") && broken.output == "")
  }
}
