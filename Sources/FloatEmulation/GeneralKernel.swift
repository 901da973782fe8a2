/// The kernel for any format, any direction and any rule: `KernelRounding.swift`.
///
/// Everything its loop calls is inlined, and it is specialised for each result,
/// direction and scope.
struct GeneralKernel<Result: KernelResult>: BlockKernel {
  let constants: KernelConstants<Result.Source>
  let direction: RoundingDirection
  let random: RandomStream

  func fill(
    _ block: UnsafeMutablePointer<Result.Target>, from source: UnsafePointer<Result.Source>,
    count: Int, at index: UInt64
  ) {
    unsafe withRandomWords(direction, random, count, from: index) { words in
      if constants.isUsual {
        unsafe fill(block, from: source, count, UsualScope.self, words)
      } else {
        unsafe fill(block, from: source, count, FullScope.self, words)
      }
    }
  }

  @inline(__always)
  private func fill<Scope: KernelScope>(
    _ block: UnsafeMutablePointer<Result.Target>, from source: UnsafePointer<Result.Source>,
    _ count: Int, _ scope: Scope.Type, _ words: UnsafePointer<UInt32>?
  ) {
    func run(_ direction: some KernelDirection) {
      unsafe fill(block, from: source, count, direction, scope, words)
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
  private func fill<Direction: KernelDirection, Scope: KernelScope>(
    _ block: UnsafeMutablePointer<Result.Target>, from source: UnsafePointer<Result.Source>,
    _ count: Int, _ direction: Direction, _ scope: Scope.Type, _ words: UnsafePointer<UInt32>?
  ) {
    let constants = constants
    guard Direction.isRandom, let words = unsafe words else {
      for place in 0..<count {
        unsafe block[place] = Result.make(source[place], constants, direction, scope, random: 0)
      }
      return
    }
    for place in 0..<count {
      unsafe block[place] = Result.make(
        source[place], constants, direction, scope, random: words[place])
    }
  }
}

/// What a kernel makes of a value: a value or a code.
protocol KernelResult {
  associatedtype Source: KernelSource
  associatedtype Target: BitwiseCopyable

  /// The complete result by the general kernel.
  static func make<Direction: KernelDirection, Scope: KernelScope>(
    _ value: Source, _ constants: KernelConstants<Source>, _ direction: Direction,
    _ scope: Scope.Type, random: UInt32
  ) -> Target
  /// The result with a code, any of the format's.
  static func make(code: UInt64, _ patterns: ValuePatterns<Source>) -> Target
}

/// A value of the source type.
enum RoundedValue<Source: KernelSource>: KernelResult {
  @inline(__always)
  static func make<Direction: KernelDirection, Scope: KernelScope>(
    _ value: Source, _ constants: KernelConstants<Source>, _ direction: Direction,
    _ scope: Scope.Type, random: UInt32
  ) -> Source { constants.roundedValue(value, direction, scope, random: random) }

  static func make(code: UInt64, _ patterns: ValuePatterns<Source>) -> Source {
    Source(bitPattern: patterns.complete(code))
  }
}

/// A code, in as many bits as the source type has.
enum RoundedCode<Source: KernelSource>: KernelResult {
  @inline(__always)
  static func make<Direction: KernelDirection, Scope: KernelScope>(
    _ value: Source, _ constants: KernelConstants<Source>, _ direction: Direction,
    _ scope: Scope.Type, random: UInt32
  ) -> Source.Bits { constants.roundedCode(value, direction, scope, random: random) }

  static func make(code: UInt64, _ patterns: ValuePatterns<Source>) -> Source.Bits {
    Source.Bits(truncatingIfNeeded: code)
  }
}

/// The reference as a kernel, where the source type is too narrow for any other.
struct ReferenceKernel<Result: KernelResult>: BlockKernel {
  let projection: Projection
  let random: RandomStream

  func fill(
    _ block: UnsafeMutablePointer<Result.Target>, from source: UnsafePointer<Result.Source>,
    count: Int, at index: UInt64
  ) {
    let patterns = ValuePatterns<Result.Source>(projection.format)
    unsafe withRandomWords(projection.direction, random, count, from: index) { words in
      for place in 0..<count {
        let code = unsafe source[place].code(by: projection, random: words?[place] ?? 0)
        unsafe block[place] = Result.make(code: code, patterns)
      }
    }
  }
}

/// Calls a function with the random words of consecutive indices, or with nil if the
/// direction has no chance in it.
@inline(__always)
private func withRandomWords(
  _ direction: RoundingDirection, _ random: RandomStream, _ count: Int, from first: UInt64,
  _ body: (UnsafePointer<UInt32>?) -> Void
) {
  guard case .stochastic = direction else { return body(nil) }
  unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: blockSize) { words in
    var target = unsafe words.mutableSpan
    random.fill(&target, count: count, from: first)
    unsafe body(UnsafePointer(words.baseAddress))
  }
}
