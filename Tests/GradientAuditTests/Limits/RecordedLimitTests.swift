import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles
import Testing

@Suite("Limits at the recorded scale")
struct RecordedLimitTests {
  private func result(
    _ text: String, _ recording: Recording
  ) throws -> LimitMeasurement? {
    let limit = try Limit(text)
    #expect(try Limit(limit.description) == limit)
    let plan = AuditPlan(limits: [limit], recordedScale: recording.options.recordedScale)
    return try limit.evaluate(Auditor(plan).audit(recording)).measurement
  }

  @Test("look at what was recorded, whatever the scale", arguments: [1024.0, 1000, 0.1])
  func fixed(scale: Double) throws {
    let directory = TemporaryDirectory()
    // At the recorded scale: one underflows, one overflows.
    try directory.write([0x1p-26, 1, 2, 70000], to: "step_1/w.npy")
    let options = RecordingOptions(recordedScale: LossScale(scale))
    let recording = Recording(paths: [directory.path], options: options)
    for quantity in ["underflow", "overflow"] {
      let found = try #require(try result("fp16@recorded.\(quantity)>24%", recording))
      #expect(found.value.numerator == 1 && found.value.denominator == 4)
      #expect(found.isBreached && found.scale?.value == scale)
    }
    #expect(try result("each(fp16@recorded.lost)>50%", recording)?.isBreached == false)
    #expect(try result("fp16@recorded.norm-lost>1%", recording)?.isBreached == false)
  }

  @Test("look at the tensors of each scale by themselves")
  func each() throws {
    let directory = TemporaryDirectory()
    func write(_ values: [Float], _ scale: String, _ name: String) throws {
      let header = Array(
        (#"{"__metadata__":{"loss_scale":"\#(scale)"},"w":{"dtype":"F32","shape":[2],"#
          + #""data_offsets":[0,8]}}"#).utf8)
      try directory.write(
        Data(
          TemporaryDirectory.bytes([UInt64(header.count)]) + header
            + TemporaryDirectory.bytes(values.map(\.bitPattern))), to: name)
    }
    try write([1, 2], "1024", "step_1.safetensors")
    try write([1, 1e6], "65536", "step_2.safetensors")
    let recording = Recording(paths: [directory.path])
    let found = try #require(try result("fp16@recorded.overflow>0", recording))
    #expect(found.isBreached && found.scale?.value == 65536 && found.worst.step == 2)
    #expect(found.value.numerator == 1 && found.value.denominator == 2)
    #expect(try result("fp16@recorded.overflow{v}>0?", recording) == nil)
  }

  @Test("have no answer where it is not known, or not counted")
  func unknown() throws {
    let directory = TemporaryDirectory()
    try directory.write([1], to: "step_3/w.npy")
    let recording = Recording(paths: [directory.path])
    let error = #expect(throws: LimitEvaluationError.self) {
      try result("fp16@recorded.overflow>0", recording)
    }
    #expect(error == .noRecordedScale(tensor: "w", step: 3, .recording))
    #expect(error?.description.contains("say it with --recorded-scale") == true)
    let limit = try Limit("fp16@recorded.overflow>0")
    let audit = Auditor(AuditPlan(limits: [limit])).audit(Layouts.recording("scaled-npz"))
    let thousand = try #require(LossScale(1000))
    #expect(throws: LimitEvaluationError.scaleNotAudited(.binary16, thousand)) {
      try limit.evaluate(audit)
    }
  }
}
