import FloatEmulation
import GradientAudit
import TensorFiles
import Testing

@Suite("A limit on a histogram that was kept without its values")
struct LimitBoundsTests {
  /// The audit of a recording, and that of what is kept of it.
  private struct Pair {
    let values: Audit
    let kept: Audit

    init(_ plan: AuditPlan, _ tensors: [(name: String, values: [Float])]) throws {
      let (directory, other) = (TemporaryDirectory(), TemporaryDirectory())
      for tensor in tensors { try directory.write(tensor.values, to: tensor.name + ".npy") }
      let recording = Recording(paths: [directory.path])
      let path = try HistogramFileTests.write(RecordingReader().read(recording), in: other)
      let auditor = Auditor(plan, threadCount: 1)
      (values, kept) = withExtendedLifetime((directory, other)) {
        (auditor.audit(recording), auditor.audit(Recording(paths: [path])))
      }
    }
  }

  private static func isBreached(
    _ limit: Limit, _ audit: Audit, baseline: Audit? = nil
  ) throws -> Bool? {
    do throws(LimitEvaluationError) {
      return try limit.evaluate(audit, baseline: baseline).isBreached
    } catch .undecided {
      return nil
    }
  }

  /// Values about the places where the outcomes of fp16 at 1000 change.
  private static func doubtful(seed: UInt64, sign: Float = 1) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<1000).map { index in
      let place = [2.98e-11, 6.1e-8, 65.52][index % 3]
      return sign * Float(place * (0.9 + 0.2 * Double(generator.next() >> 11) * 0x1p-53))
    }
  }

  private static let pair = Result {
    try Pair(
      plan(),
      [
        ("step_1/a", doubtful(seed: 1)), ("step_1/b", doubtful(seed: 2, sign: -1)),
        ("step_2/a", doubtful(seed: 3) + doubtful(seed: 4, sign: -1)),
      ])
  }

  private static func plan() throws -> AuditPlan {
    AuditPlan(
      projections: [Projection(.binary16)], scales: [try #require(LossScale(1000))])
  }

  private static let quantities: [LimitQuantity] = [.underflow, .subnormal, .overflow, .lost]

  @Test(
    "says what the values say, or nothing",
    arguments: LimitAggregation.allCases, LimitComparison.allCases)
  func soundness(aggregation: LimitAggregation, comparison: LimitComparison) throws {
    let pair = try Self.pair.get()
    let (values, kept) = (pair.values, pair.kept)
    var (decided, open) = (0, 0)
    for quantity in Self.quantities {
      for tenths in stride(from: 1, through: 999, by: 13) {
        let limit = try Limit(
          "\(aggregation.rawValue)(fp16@1000.\(quantity.rawValue))\(comparison.rawValue)"
            + "\(tenths / 10).\(tenths % 10)%")
        guard let answer = try Self.isBreached(limit, kept) else {
          open += 1
          continue
        }
        decided += 1
        #expect(try limit.evaluate(values).isBreached == answer, "\(limit)")
      }
    }
    #expect(decided > 100 && open > 5, "\(decided) \(open)")
  }

  @Test("is open only where both answers can be right", arguments: quantities)
  func sharpness(quantity: LimitQuantity) throws {
    let kept = try Self.pair.get().kept
    let bounds = try #require(kept.total.outcomeBounds(projection: 0, scale: 0))
    let least = quantity.outcomes.reduce(0) { $0 + bounds.least[$1] }
    let greatest = min(quantity.outcomes.reduce(0) { $0 + bounds.greatest[$1] }, 4000)
    #expect(least < greatest)
    for tenths in UInt64(1)...999 {
      let limit = try Limit("fp16@1000.\(quantity.rawValue)>\(tenths / 10).\(tenths % 10)%")
      // The share of 4,000 values is above the bound, not above it, or open.
      let expected: Bool? =
        least > tenths * 4 ? true : greatest <= tenths * 4 ? false : nil
      #expect(try Self.isBreached(limit, kept) == expected, "\(limit)")
    }
  }

  @Test("tells how far the number is at least, and what it can be")
  func numbers() throws {
    let kept = try Self.pair.get().kept
    let bounds = try #require(kept.total.outcomeBounds(projection: 0, scale: 0))
    let range = (bounds.least.underflow, bounds.greatest.underflow)
    let over = try #require(try Limit("fp16@1000.underflow>0").evaluate(kept).measurement)
    #expect(over.isBreached && over.value.numerator == range.0)
    let under = try #require(try Limit("fp16@1000.underflow>99%").evaluate(kept).measurement)
    #expect(!under.isBreached && under.value.numerator == range.1)
    for found in [over, under] {
      #expect(!found.range.isExact)
      #expect(found.range.least.numerator == range.0 && found.range.greatest.numerator == range.1)
      #expect(found.range.description == "\(found.range.least) to \(found.range.greatest)")
    }
    let least = try #require(try Limit("fp16@1000.underflow<0.1%").evaluate(kept).measurement)
    #expect(!least.isBreached && least.value.numerator == range.0)
  }

  @Test("is refused with the bounds where they do not decide it")
  func refusal() throws {
    let kept = try Self.pair.get().kept
    let bounds = try #require(kept.total.outcomeBounds(projection: 0, scale: 0))
    let middle = (bounds.least.underflow + bounds.greatest.underflow) / 2
    let limit = try Limit("fp16@1000.underflow>\(middle * 250)ppm")
    let error = try #require(throws: LimitEvaluationError.self) { try limit.evaluate(kept) }
    guard case .undecided(let undecided) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(undecided.value.least.numerator == bounds.least.underflow)
    #expect(undecided.value.greatest.numerator == bounds.greatest.underflow)
    #expect(
      error.description
        == "histograms do not decide: the number is between \(undecided.value.least) and "
        + "\(undecided.value.greatest) at 1000, and the bound \(limit.bound); audit the values "
        + "themselves")
    let values = try Self.pair.get().values
    #expect(throws: Never.self) { try limit.evaluate(values) }
  }

  @Test("fails for one tensor or scale that fails for certain, whatever is in doubt")
  func oneIsEnough() throws {
    let small = [Float](repeating: 1e-20, count: 10)
    let plan = AuditPlan(
      projections: [Projection(.binary16)],
      scales: [.one, try #require(LossScale(1000))])
    let kept = try Pair(
      plan, [("step_1/a", Self.doubtful(seed: 5)), ("step_1/b", small)]
    ).kept
    let found = try Limit("each(fp16@1000.underflow)>15%").evaluate(kept).measurement
    #expect(found?.breaches.map(\.tensor) == ["b"] && found?.worst.tensor == "b")
    let doubtful = try Limit("each(fp16@1000.underflow{a})>99%").evaluate(kept).measurement
    #expect(doubtful?.isBreached == false && doubtful?.worst.range.isExact == false)
    #expect(doubtful?.worst.value == doubtful?.worst.range.greatest)
    let other = try Limit("each(fp16@1000.underflow{a})<0.001%").evaluate(kept).measurement
    #expect(other?.isBreached == false && other?.worst.value == doubtful?.worst.range.least)
    #expect(try Self.isBreached(try Limit("each(fp16@1000.underflow{a})>15%"), kept) == nil)
    let scales = try Limit("fp16@each.underflow{a}>15%").evaluate(kept).measurement
    #expect(scales?.isBreached == true && scales?.scale == .one)
    let open = try #require(throws: LimitEvaluationError.self) {
      try Limit("each(fp16@1000.underflow{a})>15%").evaluate(kept)
    }
    #expect(open.description.contains(" at 1000 for a at step 1, and the bound 15%;"))
  }

  @Test("compares with a baseline of which bounds are known, too")
  func baseline() throws {
    let pair = try Self.pair.get()
    let other = try Pair(
      Self.plan(),
      [
        ("step_1/a", Self.doubtful(seed: 6)), ("step_1/b", Self.doubtful(seed: 7)),
        ("step_2/a", Self.doubtful(seed: 8).map { $0 / 2 }),
      ])
    let (values, kept) = (pair.values, pair.kept)
    let (before, keptBefore) = (other.values, other.kept)
    var answers: Set<Bool?> = []
    for comparison in LimitComparison.allCases {
      for bound in ["baseline", "baseline+5%", "baseline+20%", "baseline*0.1", "baseline*2"] {
        for aggregation in LimitAggregation.allCases {
          let limit = try Limit(
            "\(aggregation.rawValue)(fp16@1000.underflow)\(comparison.rawValue)\(bound)")
          let truth = try limit.evaluate(values, baseline: before).isBreached
          for baseline in [before, keptBefore] {
            let answer = try Self.isBreached(limit, kept, baseline: baseline)
            #expect(answer ?? truth == truth, "\(limit)")
            answers.insert(answer)
          }
        }
      }
    }
    #expect(answers == [true, false, nil])
    // The same histogram is in doubt against itself.
    let itself = try Limit("fp16@1000.underflow>baseline")
    #expect(try Self.isBreached(itself, kept, baseline: kept) == nil)
  }

  @Test("counts an extreme on its own side of a threshold inside its bin")
  func extremes() throws {
    let plan = try Self.plan()
    // The threshold of underflow is 2^-25 / 1000 = 2.98023e-11, inside a bin.
    let (below, above): (Float, Float) = (2.979e-11, 2.981e-11)
    let middle: Float = 2.9801e-11
    for (values, range) in [
      ([below, above], 1...1), ([-above, -below], 1...1), ([below, middle, above], 1...2),
      ([below, below], 2...2), ([above, above], 0...0), ([1, below, middle, above], 1...3),
      ([1e-20, below, above], 1...2), ([below, -above], 0...2), ([-below, -1], 1...1),
      ([1e-20, middle, 1], 1...2),
    ] as [([Float], ClosedRange<UInt64>)] {
      let kept = try Pair(plan, [("w", values)]).kept
      let bounds = kept.total.outcomeBounds(projection: 0, scale: 0)
      let counts = kept.total.outcomes(projection: 0, scale: 0)
      let least = bounds?.least.underflow ?? counts.underflow
      let greatest = bounds?.greatest.underflow ?? counts.underflow
      #expect(least...greatest == range, "\(values)")
    }
  }

  @Test("is open where it is in doubt which scales are safe, and which is best")
  func safeScales() throws {
    // In binary32's arithmetic products just above a tie round to it: the threshold lies
    // inside a bin at every power of two.
    let plan = AuditPlan(projections: [Projection(.binary16)], arithmetic: .fp32)
    #expect(!plan.isAnsweredByHistograms)
    let small = [Float](repeating: 0x1.2p-27, count: 3000)
    let pair = try Pair(plan, [("w", small + [1e-20, 1]), ("v", small.map(-) + [8])])
    let (direct, kept) = (pair.values, pair.kept)
    var answers: Set<Bool?> = []
    for count in 1...60 {
      let limit = try Limit("fp16.safe-scales<\(count)")
      let answer = try Self.isBreached(limit, kept)
      answers.insert(answer)
      #expect(try answer == nil || answer == limit.evaluate(direct).isBreached)
    }
    #expect(answers == [true, false, nil])
    #expect(throws: LimitEvaluationError.bestScaleInDoubt(.binary16, .recording)) {
      try Limit("fp16.lost>1%").evaluate(kept)
    }
    #expect(throws: Never.self) { try Limit("fp16.lost>1%").evaluate(direct) }
    #expect(throws: Never.self) { try Limit("fp16@1.overflow>1%").evaluate(kept) }
  }
}
