import Conformance
import FloatEmulation
import Testing

@Suite("Conformance checks find what is wrong")
struct ConformanceTests {
  /// A witness that gets one input in many wrong.
  struct Faulty: Witness {
    let name = "faulty"
    let keepsNaNPayload: Bool
    let truth = ReferenceWitness(Projection(.binary16))
    let fault: @Sendable (Double) -> Double?

    func round(_ source: Span<Float>, into results: inout MutableSpan<Float>) {
      truth.round(source, into: &results)
      for index in source.indices {
        if let wrong = fault(Double(source[index])) { results[index] = Float(wrong) }
      }
    }

    func round(_ source: Span<Double>, into results: inout MutableSpan<Double>) {
      truth.round(source, into: &results)
      for index in source.indices {
        if let wrong = fault(source[index]) { results[index] = wrong }
      }
    }
  }

  private func mismatches(
    keepsNaNPayload: Bool = false, _ fault: @escaping @Sendable (Double) -> Double?
  ) -> ConformanceResult {
    ConformanceCheck(Projection(.binary16), on: InputSpace<Float>.binary32(every: 4099)) {
      [
        ReferenceWitness(Projection(.binary16)),
        Faulty(keepsNaNPayload: keepsNaNPayload, fault: fault),
      ]
    }.run()
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
