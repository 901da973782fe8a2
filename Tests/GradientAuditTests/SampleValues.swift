import FloatEmulation

/// Values at which counting could go wrong.
enum SampleValues {
  /// Binary32 patterns of every exponent: the power of two, its neighbours, and
  /// significands that begin with a run of ones of each length, with neighbours,
  /// both signs; zeros, infinities and NaNs; and some random patterns.
  static let binary32: [Float] = {
    var patterns: [UInt32] = [0, 0x7F80_0000, 0x7F80_0001, 0x7FC0_0000, 0x7FFF_FFFF]
    for exponent in UInt32(0)...254 {
      for run in UInt32(0)...23 {
        let ones: UInt32 = run == 0 ? 0 : ((1 << run) - 1) << (23 - run)
        let pattern = exponent << 23 | ones
        patterns += [pattern, pattern &+ 1, pattern == 0 ? 0 : pattern - 1]
      }
    }
    var generator = SplitMix64(seed: 2)
    patterns += (0..<20_000).map { _ in UInt32(truncatingIfNeeded: generator.next()) >> 1 }
    return (patterns + patterns.map { $0 | 0x8000_0000 }).map(Float.init(bitPattern:))
  }()

  /// The same in binary64, between the exponents that matter to fp16 and bf16,
  /// with bits far below binary32's.
  static let binary64: [Double] = {
    var values: [Double] = [0, .infinity, .nan, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
    for exponent in -180...140 {
      for run in 0...52 {
        let ones = 2 - Double(sign: .plus, exponent: -run, significand: 1)
        let value = Double(sign: .plus, exponent: exponent, significand: ones)
        values += [value, value.nextUp, value.nextDown]
      }
    }
    return values + values.map { -$0 }
  }()
}
