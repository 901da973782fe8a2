/// The loops over values. Everything they call is inlined, and they are
/// specialised for each source type, kernel and direction.
extension SourceKernel {
  /// Rounds each value and stores the results from `start` on.
  ///
  /// - Parameter words: The random bits of each value, if the direction has any.
  func round(
    _ source: Span<Source>, into result: inout MutableSpan<Source>, at start: Int,
    _ words: Span<UInt32>
  ) {
    if let addition { return roundNearest(source, into: &result, at: start, addition) }
    if let integers { return roundNearest(source, into: &result, at: start, integers) }
    switch direction {
    case .tiesToEven: roundAll(source, into: &result, at: start, TiesToEven(), words)
    case .tiesToAway: roundAll(source, into: &result, at: start, TiesToAway(), words)
    case .towardZero: roundAll(source, into: &result, at: start, TowardZero(), words)
    case .towardPositive: roundAll(source, into: &result, at: start, TowardPositive(), words)
    case .towardNegative: roundAll(source, into: &result, at: start, TowardNegative(), words)
    case .awayFromZero: roundAll(source, into: &result, at: start, AwayFromZero(), words)
    case .toOdd: roundAll(source, into: &result, at: start, ToOdd(), words)
    case .stochastic(let rule): roundAll(source, into: &result, at: start, Stochastic(rule), words)
    }
  }

  /// Rounds each value to its code and stores the codes from `start` on.
  func encode(
    _ source: Span<Source>, into codes: inout MutableSpan<Source.Bits>, at start: Int,
    _ words: Span<UInt32>
  ) {
    if let addition { return encodeNearest(source, into: &codes, at: start, addition) }
    if let integers { return encodeNearest(source, into: &codes, at: start, integers) }
    switch direction {
    case .tiesToEven: encodeAll(source, into: &codes, at: start, TiesToEven(), words)
    case .tiesToAway: encodeAll(source, into: &codes, at: start, TiesToAway(), words)
    case .towardZero: encodeAll(source, into: &codes, at: start, TowardZero(), words)
    case .towardPositive: encodeAll(source, into: &codes, at: start, TowardPositive(), words)
    case .towardNegative: encodeAll(source, into: &codes, at: start, TowardNegative(), words)
    case .awayFromZero: encodeAll(source, into: &codes, at: start, AwayFromZero(), words)
    case .toOdd: encodeAll(source, into: &codes, at: start, ToOdd(), words)
    case .stochastic(let rule): encodeAll(source, into: &codes, at: start, Stochastic(rule), words)
    }
  }

  @inline(__always)
  private func roundNearest<Kernel: NearestEvenKernel>(
    _ source: Span<Source>, into result: inout MutableSpan<Source>, at start: Int, _ kernel: Kernel
  ) where Kernel.Source == Source {
    precondition(start >= 0 && source.count <= result.count - start, "the target is too short")
    for index in 0..<source.count { result[start + index] = kernel.roundedValue(source[index]) }
  }

  @inline(__always)
  private func encodeNearest<Kernel: NearestEvenKernel>(
    _ source: Span<Source>, into codes: inout MutableSpan<Source.Bits>, at start: Int,
    _ kernel: Kernel
  ) where Kernel.Source == Source {
    precondition(start >= 0 && source.count <= codes.count - start, "the target is too short")
    for index in 0..<source.count { codes[start + index] = kernel.roundedCode(source[index]) }
  }

  @inline(__always)
  private func roundAll<Direction: KernelDirection>(
    _ source: Span<Source>, into result: inout MutableSpan<Source>, at start: Int,
    _ direction: Direction,
    _ words: Span<UInt32>
  ) {
    precondition(start >= 0 && source.count <= result.count - start, "the target is too short")
    precondition(!Direction.isRandom || words.count == source.count, "too few random words")
    let constants = constants
    for index in 0..<source.count {
      result[start + index] = constants.roundedValue(
        source[index], direction, random: Direction.isRandom ? words[index] : 0)
    }
  }

  @inline(__always)
  private func encodeAll<Direction: KernelDirection>(
    _ source: Span<Source>, into codes: inout MutableSpan<Source.Bits>, at start: Int,
    _ direction: Direction,
    _ words: Span<UInt32>
  ) {
    precondition(start >= 0 && source.count <= codes.count - start, "the target is too short")
    precondition(!Direction.isRandom || words.count == source.count, "too few random words")
    let constants = constants
    for index in 0..<source.count {
      codes[start + index] = constants.roundedCode(
        source[index], direction, random: Direction.isRandom ? words[index] : 0)
    }
  }
}
