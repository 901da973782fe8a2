/// The loops over values. Everything they call is inlined, and they are
/// specialised for each source type, kernel, direction and scope.
///
/// Elements are reached without a check: each loop's own precondition covers all
/// of its accesses, and checks inside would keep it from being vectorised.
extension SourceKernel {
  /// Rounds each value and stores the results from `start` on.
  ///
  /// - Parameter words: The random bits of each value, if the direction has any.
  func round(
    _ source: Span<Source>, into result: inout MutableSpan<Source>, at start: Int,
    _ words: Span<UInt32>
  ) {
    precondition(start >= 0 && source.count <= result.count - start, "the target is too short")
    if let addition { return roundNearest(source, into: &result, at: start, addition) }
    if let integers { return roundNearest(source, into: &result, at: start, integers) }
    if constants.isUsual {
      round(source, into: &result, at: start, UsualScope.self, words)
    } else {
      round(source, into: &result, at: start, FullScope.self, words)
    }
  }

  /// Rounds each value to its code, in one pass; false where ties-to-even has no
  /// kernel of its own.
  func encodeNearest<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: Span<Source>, into codes: inout MutableSpan<Code>
  ) -> Bool {
    precondition(source.count <= codes.count, "the target is too short")
    if let addition {
      encodeNearest(source, into: &codes, addition)
    } else if let integers {
      encodeNearest(source, into: &codes, integers)
    } else {
      return false
    }
    return true
  }

  /// Rounds each value to its code in any direction.
  func encode(
    _ source: Span<Source>, into codes: inout MutableSpan<Source.Bits>, at start: Int,
    _ words: Span<UInt32>
  ) {
    precondition(start >= 0 && source.count <= codes.count - start, "the target is too short")
    if constants.isUsual {
      encode(source, into: &codes, at: start, UsualScope.self, words)
    } else {
      encode(source, into: &codes, at: start, FullScope.self, words)
    }
  }

  @inline(__always)
  private func round<Scope: KernelScope>(
    _ source: Span<Source>, into result: inout MutableSpan<Source>, at start: Int,
    _ scope: Scope.Type, _ words: Span<UInt32>
  ) {
    func run(_ direction: some KernelDirection) {
      roundAll(source, into: &result, at: start, direction, scope, words)
    }
    switch direction {
    case .tiesToEven: run(TiesToEven())
    case .tiesToAway: run(TiesToAway())
    case .towardZero: run(TowardZero())
    case .towardPositive: run(TowardPositive())
    case .towardNegative: run(TowardNegative())
    case .awayFromZero: run(AwayFromZero())
    case .toOdd: run(ToOdd())
    case .stochastic(let rule):
      switch rule.variant {
      case .a: run(Stochastic(rule, TowardZero()))
      case .b: run(Stochastic(rule, TiesToAway()))
      case .c: run(Stochastic(rule, TiesToEven()))
      }
    }
  }

  @inline(__always)
  private func encode<Scope: KernelScope>(
    _ source: Span<Source>, into codes: inout MutableSpan<Source.Bits>, at start: Int,
    _ scope: Scope.Type, _ words: Span<UInt32>
  ) {
    func run(_ direction: some KernelDirection) {
      encodeAll(source, into: &codes, at: start, direction, scope, words)
    }
    switch direction {
    case .tiesToEven: run(TiesToEven())
    case .tiesToAway: run(TiesToAway())
    case .towardZero: run(TowardZero())
    case .towardPositive: run(TowardPositive())
    case .towardNegative: run(TowardNegative())
    case .awayFromZero: run(AwayFromZero())
    case .toOdd: run(ToOdd())
    case .stochastic(let rule):
      switch rule.variant {
      case .a: run(Stochastic(rule, TowardZero()))
      case .b: run(Stochastic(rule, TiesToAway()))
      case .c: run(Stochastic(rule, TiesToEven()))
      }
    }
  }

  @inline(never)
  private func roundNearest<Kernel: NearestEvenKernel>(
    _ source: Span<Source>, into result: inout MutableSpan<Source>, at start: Int,
    _ kernel: Kernel
  ) where Kernel.Source == Source {
    for index in 0..<source.count {
      unsafe result[unchecked: start &+ index] = kernel.roundedValue(source[unchecked: index])
    }
  }

  @inline(never)
  private func encodeNearest<
    Kernel: NearestEvenKernel, Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
  >(
    _ source: Span<Source>, into codes: inout MutableSpan<Code>, _ kernel: Kernel
  ) where Kernel.Source == Source {
    for index in 0..<source.count {
      let code = unsafe kernel.roundedCode(source[unchecked: index])
      unsafe codes[unchecked: index] = Code(truncatingIfNeeded: code)
    }
  }

  @inline(never)
  private func roundAll<Direction: KernelDirection, Scope: KernelScope>(
    _ source: Span<Source>, into result: inout MutableSpan<Source>, at start: Int,
    _ direction: Direction, _ scope: Scope.Type, _ words: Span<UInt32>
  ) {
    precondition(!Direction.isRandom || words.count >= source.count, "too few random words")
    let constants = constants
    for index in 0..<source.count {
      let word = Direction.isRandom ? unsafe words[unchecked: index] : 0
      unsafe result[unchecked: start &+ index] = constants.roundedValue(
        source[unchecked: index], direction, scope, random: word)
    }
  }

  @inline(never)
  private func encodeAll<Direction: KernelDirection, Scope: KernelScope>(
    _ source: Span<Source>, into codes: inout MutableSpan<Source.Bits>, at start: Int,
    _ direction: Direction, _ scope: Scope.Type, _ words: Span<UInt32>
  ) {
    precondition(!Direction.isRandom || words.count >= source.count, "too few random words")
    let constants = constants
    for index in 0..<source.count {
      let word = Direction.isRandom ? unsafe words[unchecked: index] : 0
      unsafe codes[unchecked: start &+ index] = constants.roundedCode(
        source[unchecked: index], direction, scope, random: word)
    }
  }
}
