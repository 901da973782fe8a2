import Conformance
import FloatEmulation
import Testing

@Suite("Conformance checks find what is wrong")
struct ConformanceTests {
  /// A witness that gets one input in many wrong.
  struct Faulty: Witness {
    let name = "faulty"
    let givesCodes = true
    let truth = ReferenceWitness(Projection(.binary16))
    let fault: @Sendable (Double) -> Double?
    var codeFault: @Sendable (Double) -> UInt32? = { _ in nil }

    func round(
      _ source: Span<Float>, into values: inout MutableSpan<Float>,
      codes: inout MutableSpan<UInt32>
    ) {
      truth.round(source, into: &values, codes: &codes)
      for index in source.indices {
        if let wrong = fault(Double(source[index])) { values[index] = Float(wrong) }
        if let wrong = codeFault(Double(source[index])) { codes[index] = wrong }
      }
    }

    func round(
      _ source: Span<Double>, into values: inout MutableSpan<Double>,
      codes: inout MutableSpan<UInt64>
    ) {
      truth.round(source, into: &values, codes: &codes)
      for index in source.indices {
        if let wrong = fault(source[index]) { values[index] = wrong }
        if let wrong = codeFault(source[index]) { codes[index] = UInt64(wrong) }
      }
    }
  }

  private func check(_ witness: Faulty) -> ConformanceResult {
    ConformanceCheck(Projection(.binary16), on: InputSpace<Float>.binary32(every: 4099)) {
      [ReferenceWitness(Projection(.binary16)), witness]
    }.run()
  }

  private func mismatches(_ fault: @escaping @Sendable (Double) -> Double?) -> ConformanceResult {
    check(Faulty(fault: fault))
  }

  @Test("none where the witnesses agree")
  func agreement() {
    let result = mismatches { _ in nil }
    #expect(result.inputCount == ((1 << 32) - 1) / 4099 + 1)
    #expect(result.mismatchCount == 0)
    #expect(result.witnesses == ["reference", "faulty"])
  }

  @Test("one wrong value in a million")
  func oneWrongValue() {
    let input = Float(bitPattern: 4099 * 250_000)
    let result = mismatches { $0 == Double(input) ? 0.5 : nil }
    #expect(result.mismatchCount == 1)
    #expect(
      result.examples.first?.hasPrefix("0x\(String(input.bitPattern, radix: 16)): reference")
        == true)
  }

  @Test("one wrong code whose value is right, and the last input of all")
  func oneWrongCode() {
    let input = Float(bitPattern: 4099 * 1_047_808)  // a NaN, with a payload in its code
    let bits = Double(input).bitPattern
    let result = check(
      Faulty(fault: { _ in nil }, codeFault: { $0.bitPattern == bits ? 0 : nil }))
    #expect(result.mismatchCount == 1)
    #expect(result.examples.first?.hasSuffix("faulty 0x0 (code)") == true)
  }

  @Test("a witness of another rule: ties away, toward zero, saturated, through binary32")
  func otherRules() {
    let usual = Projection(.binary16)
    let others = [
      Projection(.binary16, direction: .tiesToAway), Projection(.binary16, direction: .towardZero),
      Projection(.binary16, overflow: .saturateAll), Projection(.binary16, flushing: .results),
    ]
    for other in others {
      let result = ConformanceCheck(usual, on: InputSpace<Double>.ties(of: .binary16)) {
        [ReferenceWitness(usual), KernelWitness(other)]
      }.run()
      #expect(result.mismatchCount > 0, "\(other)")
    }
    let narrowed = ConformanceCheck(usual, on: InputSpace<Double>.ties(of: .binary16)) {
      [ReferenceWitness(usual), ThroughBinary32()]
    }.run()
    #expect(narrowed.mismatchCount > 30_000)
  }

  /// Rounds twice, as ml_dtypes does (ml_dtypes#401).
  struct ThroughBinary32: Witness {
    let name = "twice"
    let givesCodes = false

    func round(
      _ source: Span<Float>, into values: inout MutableSpan<Float>,
      codes: inout MutableSpan<UInt32>
    ) { RoundingKernel(Projection(.binary16)).round(source, into: &values) }

    func round(
      _ source: Span<Double>, into values: inout MutableSpan<Double>,
      codes: inout MutableSpan<UInt64>
    ) {
      for index in source.indices {
        values[index] = Projection(.binary16).round(Float(source[index])).value
      }
    }
  }

  @Test("parts of a check add up to the whole")
  func parts() {
    let space = InputSpace<Double>.random(nearTiesOf: .e4m3fn, count: 10_000, seed: 3)
    let check = ConformanceCheck(Projection(.e4m3fn), on: space) {
      [
        ReferenceWitness(Projection(.e4m3fn)),
        KernelWitness(Projection(.e4m3fn, direction: .towardZero)),
      ]
    }
    let whole = check.tally(of: 0..<space.count)
    var parts = check.tally(of: 0..<3333)
    parts.merge(check.tally(of: 3333..<space.count))
    #expect(whole.mismatchCount > 0)
    #expect(parts.inputCount == whole.inputCount)
    #expect(parts.mismatchCount == whole.mismatchCount)
    #expect(parts.examples.count == 20 && whole.examples.count == 20)
  }

  @Test("a lost sign of zero")
  func signOfZero() {
    let result = mismatches { $0 < 0 && $0 > -0x1p-25 ? 0 : nil }
    #expect(result.mismatchCount > 100_000)
    #expect(result.examples.count == 20)
  }

  @Test("a NaN that is no NaN, but not a NaN of another payload")
  func nan() {
    #expect(mismatches { $0.isNaN ? .infinity : nil }.mismatchCount > 1000)
    #expect(mismatches { $0.isNaN ? Double(nan: 5, signaling: false) : nil }.mismatchCount == 0)
  }

  @Test("ties of binary32 are ties: each lies midway between two binary32 values")
  func ties() {
    let space = InputSpace<Double>.tiesOfBinary32(logCount: 4)
    for index in stride(from: 0, to: space.count, by: 6) {
      let tie = space.value(index)
      let below =
        Float(tie) <= Float.greatestFiniteMagnitude && Double(Float(tie)) < tie
        ? Float(tie) : Float(tie).nextDown
      #expect(Double(below) < tie)
      #expect(
        below == .greatestFiniteMagnitude || Double(below.nextUp) - tie == tie - Double(below))
      #expect(space.value(index + 1) == tie.nextDown)
      #expect(space.value(index + 5) == -tie.nextUp)
    }
  }

  @Test("random inputs depend on seed and index only, and stay in their exponents")
  func random() {
    let space = InputSpace<Double>.random(count: 10_000, exponents: -3...5, seed: 1)
    let other = InputSpace<Double>.random(count: 10_000, exponents: -3...5, seed: 99)
    let values = (0..<10_000).map { space.value($0) }
    #expect(values == (0..<10_000).map { space.value($0) })
    #expect(values != (0..<10_000).map { other.value($0) })
    #expect(Set(values.map { Int($0.exponent) }) == Set(-3...5))
    #expect(Set(values).count == 10_000)
    #expect(values.contains { $0 < 0 } && values.contains { $0 > 0 })
  }
}
