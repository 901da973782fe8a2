import FloatEmulation
import GradientAudit
import Testing

@Suite("A limit without an answer is an error, never a pass")
struct LimitFailureTests {
  private typealias Samples = LimitSamples

  private func error(
    _ limit: String, _ tensors: [(String, [Float])], baseline: [(String, [Float])]? = nil
  ) throws -> LimitEvaluationError {
    try #require(throws: LimitEvaluationError.self) {
      try Samples.measurement(limit, tensors, baseline: baseline)
    }
  }

  @Test("where nothing was recorded")
  func emptyRecording() throws {
    #expect(try error("fp16.lost>0", []) == .emptyRecording(.recording))
    #expect(try error("fp16.lost>0?", []) == .emptyRecording(.recording))
    #expect(
      try error("fp16.lost>baseline", [("w", [1])], baseline: []) == .emptyRecording(.baseline))
  }

  @Test("where no tensor matches, unless the limit allows it")
  func noTensor() throws {
    let filter = try TensorFilter("v*")
    let tensors: [(String, [Float])] = [("w", [1])]
    #expect(try error("fp16.lost{v*}>0", tensors) == .noTensor(filter, .recording))
    let allowed = try Samples.measurement("fp16.lost{v*}>0?", tensors)
    #expect(allowed == nil)
    #expect(
      try error("fp16.lost{v*}>baseline?", [("v", [1])], baseline: tensors)
        == .noTensor(filter, .baseline))
  }

  @Test("where no value is there to have a share of")
  func noValues() throws {
    let zeros: [(String, [Float])] = [("w", [0, .nan, .infinity])]
    for limit in ["fp16.lost>0", "fp16.safe-scales<3", "each(fp16.lost)>0", "p99(fp16.lost)>0"] {
      #expect(try error(limit, zeros) == .noValues(.finiteNonzero, .recording))
    }
    #expect(try error("fp16.nan>0", [("w", [])]) == .noValues(.all, .recording))
    #expect(try Samples.isBreached("fp16.nan>0", zeros))
    #expect(
      try error("fp16.lost>baseline", [("w", [1])], baseline: zeros)
        == .noValues(.finiteNonzero, .baseline))
  }

  @Test("but tensors without such values are left out, and counted")
  func omitted() throws {
    let tensors: [(String, [Float])] = [("a", [0]), ("b", [1]), ("c", [0, .nan])]
    let found = try Samples.measurement("each(fp16.lost)>0", tensors)
    #expect(found?.entryCount == 3 && found?.omittedCount == 2 && found?.isBreached == false)
  }

  @Test("where a plan does not know the format or the scale")
  func unknownCells() throws {
    let audit = try Samples.audit([("w", [1])])
    #expect(throws: LimitEvaluationError.formatNotAudited(.bfloat16)) {
      try Limit("bf16.lost>0").evaluate(audit)
    }
    let scale = try #require(LossScale(1000))
    #expect(throws: LimitEvaluationError.scaleNotAudited(.binary16, scale)) {
      try Limit("fp16@1000.lost>0").evaluate(audit)
    }
    #expect(throws: LimitEvaluationError.noScale) {
      try Limit("fp16@each.lost>0").evaluate(Samples.audit([("w", [1])], scales: []))
    }
    #expect(try !Limit("fp16@2^-100.overflow>0").evaluate(audit).isBreached)
  }

  @Test("where the baseline is missing, or lacks a tensor at a step")
  func noBaseline() throws {
    let tensors: [(String, [Float])] = [("a:1", [1]), ("b:1", [1]), ("b:2", [1])]
    #expect(try error("fp16.lost>baseline", tensors) == .noBaseline)
    #expect(
      try error("each(fp16.lost)>baseline", tensors, baseline: [("a:1", [1]), ("b:2", [0])])
        == .notInBaseline(tensor: "b", step: 1, others: 1))
    #expect(try !Samples.isBreached("fp16.lost>baseline", tensors, baseline: [("c:1", [1])]))
  }

  @Test("and says what to do")
  func messages() throws {
    let messages: [(LimitEvaluationError, String)] = [
      (.emptyRecording(.baseline), "there is no tensor in the baseline"),
      (.noBaseline, "there is no baseline to compare with; give one with --baseline"),
      (
        .noTensor(try TensorFilter("a\u{1B}*"), .recording),
        "no tensor of the recording matches {a\\u{1B}*}; `fpaudit inspect` lists their names, "
          + "and a ? at the end of the limit allows it"
      ),
      (
        .noValues(.finiteNonzero, .recording),
        "the tensors of the recording that it looks at have no finite non-zero values"
      ),
      (
        .notInBaseline(tensor: "w", step: 3, others: 2),
        "the baseline has no value to compare with for w at step 3 and 2 more; record it again, "
          + "or leave them out with patterns"
      ),
      (.formatNotAudited(.e4m3fn), "e4m3fn was not audited; give the limit to the plan"),
    ]
    for (error, message) in messages { #expect(error.description == message) }
  }
}
