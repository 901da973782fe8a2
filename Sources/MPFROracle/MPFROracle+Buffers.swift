#if MPFR
  internal import FloatEmulation

  /// Values of whole buffers, without flags: bits go in and out of MPFR's numbers
  /// directly, and nothing is allocated.
  extension MPFROracle {
    /// Rounds each binary64 value and stores the result's value.
    ///
    /// - Parameter words: The random bits of each value; only a stochastic direction
    ///   reads them.
    /// - Precondition: All spans are of the same length, or `words` is empty.
    public func round(
      _ source: Span<Double>, into results: inout MutableSpan<Double>,
      words: Span<UInt32> = Span()
    ) {
      precondition(source.count == results.count, "the spans differ in length")
      precondition(words.isEmpty || words.count == source.count, "too few random words")
      let flushes = projection.flushing.contains(.operands)
      let direction = projection.direction
      for index in source.indices {
        let value = source[index]
        results[index] = roundedValue(
          value, flushes && value.isSubnormal, direction, words.isEmpty ? 0 : words[index])
      }
    }

    /// Rounds each binary32 value and stores the result's value.
    ///
    /// - Precondition: All spans are of the same length, or `words` is empty.
    public func round(
      _ source: Span<Float>, into results: inout MutableSpan<Double>,
      words: Span<UInt32> = Span()
    ) {
      precondition(source.count == results.count, "the spans differ in length")
      precondition(words.isEmpty || words.count == source.count, "too few random words")
      let flushes = projection.flushing.contains(.operands)
      let direction = projection.direction
      for index in source.indices {
        let value = source[index]
        results[index] = roundedValue(
          Double(value), flushes && value.isSubnormal, direction, words.isEmpty ? 0 : words[index])
      }
    }

    /// Rounds each binary32 value and stores the result's value as binary32.
    ///
    /// - Precondition: Binary32 has every value of the format; all spans are of the same length, or `words` is empty.
    public func round(
      _ source: Span<Float>, into results: inout MutableSpan<Float>,
      words: Span<UInt32> = Span()
    ) {
      precondition(source.count == results.count, "the spans differ in length")
      precondition(words.isEmpty || words.count == source.count, "too few random words")
      let flushes = projection.flushing.contains(.operands)
      let direction = projection.direction
      for index in source.indices {
        let value = source[index]
        results[index] = Float(
          roundedValue(
            Double(value), flushes && value.isSubnormal, direction,
            words.isEmpty ? 0 : words[index]))
      }
    }

    @inline(__always)
    private func roundedValue(
      _ value: Double, _ isFlushed: Bool, _ direction: RoundingDirection, _ random: UInt32
    ) -> Double {
      let isNegative = value.sign == .minus
      guard value.isFinite && !value.isZero && !isFlushed else {
        if value.isNaN { return rules.nan.value }
        let side = isNegative ? rules.negative : rules.positive
        return value.isInfinite ? side.infinity.value : side.zero.value
      }
      operand.assign(bitsOf: value)
      _ = rounder.round(operand, direction, random: random)
      let magnitude = rounder.result.magnitude
      let vanished = isNegative ? rules.negative.vanished : rules.positive.vanished
      if magnitude > 0 && magnitude < rules.flushesBelow { return vanished }
      if magnitude > (isNegative ? rules.negative.limit : rules.positive.limit) {
        return isNegative ? rules.negative.beyond.value : rules.positive.beyond.value
      }
      if magnitude == 0 { return vanished }
      return isNegative ? -magnitude : magnitude
    }
  }

  extension MPFRNumber {
    /// The magnitude as binary64: by its bits, unless it is zero or subnormal there.
    ///
    /// - Precondition: It is at most `2^1024`, which becomes infinity.
    @inline(__always)
    fileprivate var magnitude: Double {
      let field = exponent + 1022
      guard field > 0 else { return isZero ? 0 : value.magnitude }
      return Double(bitPattern: UInt64(field) << 52 | (significand << 1) >> 12)
    }
  }
#endif
