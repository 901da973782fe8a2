import AuditReports
import FloatEmulation
import GradientAudit
import TensorFiles

/// Audits to render, made in memory.
enum Samples {
  static let context = ReportContext(
    title: "sample", command: "fpaudit audit sample", version: "0.0.0")

  /// Names that break what does not escape them.
  static let nastyNames = [
    "<script>alert(1)</script>", "a|b`c`", "line\nfeed", "quote\"and'apostrophe", "\u{202E}bidi",
    "=1+2", "comma,separated", "&amp;", String(repeating: "long.", count: 60), "widé字符名",
    "<\u{301}b>",
  ]

  /// Two tensors at two steps: one loses a value in fp16, one holds every kind of
  /// special value.
  static func small(scales: [LossScale] = [.one, LossScale(powerOfTwo: 10)]) -> Audit {
    var builder = AuditBuilder(
      plan: AuditPlan(projections: [Projection(.binary16), Projection(.bfloat16)], scales: scales))
    builder.add(step: 2, tensor: "w", values: [1, 0x1p-30, -0x1p-20, 0] as [Float])
    builder.add(step: 10, tensor: "w", values: [70_000, 0x1p-30] as [Float])
    builder.add(step: 2, tensor: "b", shape: [3], values: [.infinity, .nan, 0] as [Float])
    return builder.finish()
  }

  /// Tensors with these names, with values that shrink from step to step.
  static func named(_ names: [String], steps: Int = 3) -> Audit {
    var builder = AuditBuilder(plan: AuditPlan())
    for step in 0..<steps {
      for (index, name) in names.enumerated() {
        let exponent = -(index % 24) - 4 * (step % 8)
        let value = Float(sign: .plus, exponent: exponent, significand: 1.5)
        builder.add(step: step * 10, tensor: name, values: [value, -value / 3, 0])
      }
    }
    return builder.finish()
  }

  /// A recording in which everything that can be said is said.
  static func withProblems() -> Audit {
    var builder = AuditBuilder(plan: AuditPlan())
    builder.add(tensor: "zeros", values: [0, 0, 0] as [Float])
    builder.add(tensor: "w", values: [1e-9, 3] as [Float])
    builder.add(
      unaudited: UnauditedTensor(
        step: 0, tensor: "<i>index</i>", elementType: .unaudited("I64"), path: "a"))
    builder.add(warning: TensorFileError(.truncatedData, path: "<b>.npy", what: "looks <odd>"))
    builder.add(problem: TensorFileError(.wrongMagic, path: "x|y.npy", byteOffset: 0, what: "bad"))
    return builder.finish()
  }

  /// A recording for which fp16 serves at 2^7, but not for a small tensor in it.
  static func withException(arithmetic: ScaleArithmetic = .exact) -> Audit {
    let few = [Float](repeating: 0x1p-27, count: 1000)
    var builder = AuditBuilder(
      plan: AuditPlan(projections: [Projection(.binary16)], arithmetic: arithmetic))
    builder.add(tensor: "big", values: few + [Float](repeating: 1, count: 9000))
    builder.add(tensor: "hidden", values: [0x1p-38] + [Float](repeating: 1, count: 19))
    return builder.finish()
  }

  static let empty = AuditBuilder(plan: AuditPlan()).finish()
  static let zeros: Audit = {
    var builder = AuditBuilder(plan: AuditPlan())
    builder.add(tensor: "zeros", values: [0, -0.0] as [Float])
    builder.add(tensor: "none", shape: [0], values: [Float]())
    return builder.finish()
  }()
}
