import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles
import Testing

@Suite("Layouts of known producers")
struct LayoutTests {
  private struct Layout: CustomTestStringConvertible {
    let name: String
    let steps: [Int]
    /// The tensors of each step.
    let tensors: [String]

    init(_ name: String, _ steps: [Int], _ tensors: [String]) {
      (self.name, self.steps, self.tensors) = (name, steps, tensors)
    }

    var testDescription: String { name }
  }

  private static let ranked = ["rank0", "rank1"]

  private static let all = [
    Layout("npy", [100, 200], ["fc1.bias", "fc1.weight"]),
    Layout("archives", [9, 100], ["fc1.bias", "fc1.weight"]),
    Layout("checkpoints", [9, 100], ["fc1.weight"]),
    Layout("olmo", [1, 20], ["blocks.0.attention.w_q.weight", "blocks.0.step_norm.weight"]),
    Layout("olmo-older", [1, 20], ["blocks.0.attention.w_q.weight", "blocks.0.step_norm.weight"]),
    Layout(
      "te", [0, 100],
      ranked.flatMap { rank in
        ["activation", "wgrad"].map { "\(rank)/decoder_layers_0_step_2_qkv_\($0)" }
      }),
    Layout(
      "msprobe", [0, 10],
      ranked.flatMap { rank in
        [
          "\(rank)/Module.layers.0.fc.Linear.forward.0.input.0", "\(rank)/layers.0.fc.bias",
          "\(rank)/layers.0.fc.weight", "\(rank)/layers.0.fc.weight.call1",
        ]
      }),
    Layout("msprobe-mindspore", [0, 10], ["network.fc.weight"]),
    Layout(
      "megatron-layers", [5, 6],
      ranked.flatMap { rank in
        [("attention", "query"), ("linear", "output")].flatMap { kind, part in
          ["backward", "forward"].map {
            "\(rank)/\(kind)_L3_\($0)_mxfp8_sample000_group000_\(part)"
          }
        }
      }),
    Layout(
      "deepspeed", [100],
      ["rank0.0/", "rank1.0/"].flatMap { rank in
        [
          "\(rank)optimizer_state_dict.base_optimizer_state.state.0.exp_avg",
          "\(rank)optimizer_state_dict.single_partition_of_fp32_groups.0",
        ]
      } + ["rank0/module.fc.weight"]),
    Layout("deepspeed-grads", [100], ["rank0", "rank1", "rank2"].map { "\($0)/fc.weight" }),
    Layout(
      "megatron", [100],
      ["0.0", "0.1", "1.0", "1.1"].map {
        "rank\($0)/model.language_model.encoder.layers.\($0.suffix(1)).mlp.weight"
      }),
  ]

  @Test("give steps, ranks and names", arguments: all)
  private func names(layout: Layout) throws {
    let recording = Layouts.recording(layout.name)
    #expect(recording.problems.isEmpty && recording.warnings.isEmpty)
    let found = Layouts.names(recording)
    #expect(found.keys.sorted() == layout.steps)
    for names in found.values { #expect(Set(names) == Set(layout.tensors)) }
  }

  @Test("mean the same from wherever they are named")
  func spelling() {
    let whole = Layouts.names(Layouts.recording("msprobe"))
    let paths = [0, 10].flatMap { step in [0, 1].map { "msprobe/step\(step)/rank\($0)" } }
    #expect(Layouts.names(Recording(paths: paths.map(Layouts.path))) == whole)
    let deeper = paths.map { Layouts.path($0) + "/dump_tensor_data" }
    #expect(Layouts.names(Recording(paths: deeper)) == whole)
    let olmo = Layouts.names(Layouts.recording("olmo"))
    #expect(Layouts.names(Layouts.recording("olmo/gradients")) == olmo)
    let steps = [1, 20].map { Layouts.path("olmo/gradients/step\($0)/sampled_gradients") }
    #expect(Layouts.names(Recording(paths: steps)) == olmo)
    let dumps = ["tensor_dumps", "tensor_dumps/rank_0"].map { Layouts.recording("te/\($0)") }
    #expect(Layouts.names(dumps[0]) == Layouts.names(Layouts.recording("te")))
    #expect(Layouts.names(dumps[1])[0]?.count == 2)
  }

  @Test("have no warnings for the objects that belong to them, and say what is not read")
  func remarks() throws {
    let histogram = RecordingReader().read(Layouts.recording("te"))
    #expect(histogram.warnings.isEmpty && histogram.problems.isEmpty)
    let layouts = histogram.notes.filter { $0.kind == .layout }
    #expect(layouts.count == 1 && layouts[0].text.contains("quantized copies are not read"))
    let tracer = Tracer(TraceQuery(AuditCell(Projection(.binary16), at: .one)))
    _ = try tracer.trace(RecordingIndex(Layouts.recording("te")).tensors) { _, _ in }
    #expect(tracer.warnings.isEmpty && tracer.problems.isEmpty)
    let sampled = RecordingReader().read(Layouts.recording("olmo")).notes
    #expect(sampled.map(\.kind) == [.layout])
  }
}
