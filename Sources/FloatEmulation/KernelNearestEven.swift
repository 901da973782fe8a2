/// The kernels that ties-to-even has for itself, where the ending is plain.
///
/// Either the hardware's own addition rounds: `(x + c) - c`, with a power of two
/// `c` whose unit in the last place is that of the result, does in two operations
/// what the general kernel does in ten. Or, where the format's exponents are the
/// source's, one integer addition rounds normal and subnormal values alike.
protocol NearestEvenKernel: Sendable {
  associatedtype Source: KernelSource
  /// The complete result's value.
  func roundedValue(_ value: Source) -> Source
  /// The complete result's code.
  func roundedCode(_ value: Source) -> Source.Bits
}

/// The hardware's addition.
///
/// Needs the processor's default environment: ties to even, subnormals neither
/// flushed nor taken as zero.
struct NearestEvenAddition<Source: KernelSource>: NearestEvenKernel {
  private let constants: KernelConstants<Source>
  private let exponentMask: Source.Bits
  private let leastNormal: Source
  private let end: Source
  private let step: Source.Bits
  private let binadeOffset: Source.Bits

  /// The kernel; nil where the format's exponents reach too close to the source's
  /// greatest, or nothing is dropped.
  init?(_ constants: KernelConstants<Source>, _ format: FloatFormat) {
    let dropped = Source.format.precision - format.precision
    guard constants.isPlain, dropped >= 1, format.hasSubnormals,
      format.maximumExponent + 1 + dropped <= Source.format.maximumExponent,
      format.minimumExponent - format.trailingSignificandBitCount >= Source.format.minimumExponent
    else { return nil }
    self.constants = constants
    exponentMask = constants.infinity
    leastNormal = Source(format.leastNormalMagnitude)
    end = Source(sign: .plus, exponent: Source.Exponent(format.maximumExponent + 1), significand: 1)
    step = constants.dropped << constants.sourceTrailing
    binadeOffset = constants.leastNormalField << constants.sourceTrailing
  }

  /// The magnitude, no larger than `end`, and `c` for it.
  @inline(__always)
  private func addends(_ magnitude: Source.Bits) -> (value: Source, c: Source) {
    let value = Source(bitPattern: magnitude)
    // A NaN compares false and becomes `end`; the ending sees it again.
    let limited = value < end ? value : end
    let power = Source(bitPattern: limited.bitPattern & exponentMask)
    let unit = power > leastNormal ? power : leastNormal
    return (limited, Source(bitPattern: unit.bitPattern &+ step))
  }

  @inline(__always)
  func roundedValue(_ value: Source) -> Source {
    let bits = value.bitPattern
    let magnitude = bits & ~constants.signBit
    let (limited, c) = addends(magnitude)
    let rounded = ((limited + c) - c).bitPattern
    return Source(
      bitPattern: constants.values.plainResult(
        rounded, magnitude, negative: bits.signMask, infinity: constants.infinity)
    )
  }

  @inline(__always)
  func roundedCode(_ value: Source) -> Source.Bits {
    let bits = value.bitPattern
    let magnitude = bits & ~constants.signBit
    let (limited, c) = addends(magnitude)
    let whole = (limited + c).bitPattern &- c.bitPattern
    let binade = (c.bitPattern &- step &- binadeOffset) &>> constants.dropped
    return constants.codes.plainResult(
      whole &+ binade, magnitude, negative: bits.signMask,
      infinity: constants.infinity)
  }
}

/// One integer addition, for formats with the source's own least exponent.
struct NearestEvenIntegers<Source: KernelSource>: NearestEvenKernel {
  private let constants: KernelConstants<Source>
  private let halfLessOne: Source.Bits
  private let keptMask: Source.Bits

  /// The kernel; nil where the format's least exponent is not the source's, or
  /// nothing is dropped.
  init?(_ constants: KernelConstants<Source>, _ format: FloatFormat) {
    guard constants.isPlain, constants.dropped >= 1, format.hasSubnormals,
      format.minimumExponent == Source.format.minimumExponent
    else { return nil }
    self.constants = constants
    let unit: Source.Bits = 1 << constants.dropped
    halfLessOne = unit / 2 - 1
    keptMask = ~(unit - 1)
  }

  @inline(__always)
  private func carried(_ magnitude: Source.Bits) -> Source.Bits {
    // Cannot overflow: the sign bit is clear and the addend is below it.
    magnitude &+ halfLessOne &+ ((magnitude &>> constants.dropped) & 1)
  }

  @inline(__always)
  func roundedValue(_ value: Source) -> Source {
    let bits = value.bitPattern
    let magnitude = bits & ~constants.signBit
    return Source(
      bitPattern: constants.values.plainResult(
        carried(magnitude) & keptMask, magnitude, negative: bits.signMask,
        infinity: constants.infinity))
  }

  @inline(__always)
  func roundedCode(_ value: Source) -> Source.Bits {
    let bits = value.bitPattern
    let magnitude = bits & ~constants.signBit
    return constants.codes.plainResult(
      carried(magnitude) &>> constants.dropped, magnitude,
      negative: bits.signMask, infinity: constants.infinity)
  }
}
