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
