internal import CInstructionSet

/// The kernels that ties-to-even has for itself, where the ending is plain.
///
/// Either the hardware's own addition rounds: `(x + c) - c`, with a power of two
/// `c` whose unit in the last place is that of the result, does in two operations
/// what the general kernel does in ten. Or, where the format's exponents are the
/// source's, one integer addition rounds normal and subnormal values alike. Or the
/// processor has an instruction for the format.
protocol NearestEvenKernel: Sendable {
  associatedtype Source: KernelSource
  /// The complete result's value.
  func roundedValue(_ value: Source) -> Source
  /// The complete result's code.
  func roundedCode(_ value: Source) -> Source.Bits
}

/// How a NaN gets through the hardware's addition.
protocol NaNRoute {
  /// Whether a NaN stays one in the addition, quiet and with its payload, which is
  /// what a value becomes in the format.
  static var isNatural: Bool { get }
  /// Whether a NaN becomes what an overflow becomes.
  static var isOverflow: Bool { get }
}

/// The addition does what is to be done, for values.
enum NaturalRoute: NaNRoute {
  static var isNatural: Bool { true }
  static var isOverflow: Bool { false }
}

/// A NaN overflows.
enum OverflowRoute: NaNRoute {
  static var isNatural: Bool { false }
  static var isOverflow: Bool { true }
}

/// A NaN is put in at the end.
enum SeparateRoute: NaNRoute {
  static var isNatural: Bool { false }
  static var isOverflow: Bool { false }
}

/// The hardware's addition.
///
/// Needs the processor's default environment: ties to even, subnormals neither
/// flushed nor taken as zero. The natural route needs `hardwareKeepsNaNs` as well.
struct NearestEvenAddition<Source: KernelSource, Route: NaNRoute>: NearestEvenKernel {
  private let constants: KernelConstants<Source>
  private let exponentMask: Source.Bits
  private let leastNormal: Source
  private let end: Source
  private let codeEnd: Source
  private let step: Source.Bits
  private let firstBeyond: Source
  private let keptMask: Source.Bits

  /// The kernel; nil where the format's exponents reach too close to the source's
  /// greatest, nothing is dropped, or a NaN takes another route.
  init?(_ constants: KernelConstants<Source>, _ projection: Projection, _: Route.Type) {
    let format = projection.format
    let dropped = Source.format.precision - format.precision
    guard constants.isPlain, dropped >= 1, format.hasSubnormals,
      format.maximumExponent + 1 + dropped <= Source.format.maximumExponent,
      format.minimumExponent - format.trailingSignificandBitCount >= Source.format.minimumExponent
    else { return nil }
    let isNatural = hardwareKeepsNaNs && projection.nan == .quiet && format.specialValues == .ieee
    if Route.isNatural && !isNatural { return nil }
    let hasOverflowForNaN =
      constants.codes.hasOverflowForNaN && constants.values.hasOverflowForNaN
    if Route.isOverflow && !hasOverflowForNaN { return nil }
    self.constants = constants
    exponentMask = constants.infinity
    leastNormal = Source(format.leastNormalMagnitude)
    end = Source(sign: .plus, exponent: Source.Exponent(format.maximumExponent + 1), significand: 1)
    // Rounding keeps the order: what is limited to the value of a code gets no code
    // beyond it. That of an overflow is the greatest value's or the next.
    let greatest = format.greatestFiniteMagnitude
    let hasNext = constants.codes.positive.overflow == constants.codes.positive.firstBeyond
    codeEnd = Source(hasNext ? greatest + format.ulpOfGreatest : greatest)
    step = constants.dropped << constants.sourceTrailing
    firstBeyond = Source(bitPattern: constants.values.positive.firstBeyond)
    keptMask = ~((1 << constants.dropped) - 1)
  }

  /// The magnitude, no larger than an end, and `c` for it.
  ///
  /// - Parameter isNaNKept: Whether a NaN stays one; else it becomes the end.
  @inline(__always)
  private func addends(
    _ magnitude: Source.Bits, limitedTo end: Source, isNaNKept: Bool
  ) -> (value: Source, unit: Source.Bits) {
    let value = Source(bitPattern: magnitude)
    // A NaN compares false.
    let limited = isNaNKept ? (end < value ? end : value) : (value < end ? value : end)
    let power = Source(bitPattern: limited.bitPattern & exponentMask)
    let unit = power > leastNormal ? power : leastNormal
    return (limited, unit.bitPattern)
  }

  /// The rounded magnitude, as though the exponent had no end; with the natural
  /// route a NaN remains one.
  @inline(__always)
  func rounded(_ magnitude: Source.Bits) -> Source {
    let (limited, unit) = addends(magnitude, limitedTo: end, isNaNKept: Route.isNatural)
    // For a NaN the sum of the patterns wraps around to a small number.
    let c = Source(bitPattern: unit &+ step)
    return (limited + c) - c
  }

  @inline(__always)
  func roundedValue(_ value: Source) -> Source {
    let bits = value.bitPattern
    let sign = bits & constants.signBit
    let magnitude = bits & ~constants.signBit
    let rounded = rounded(magnitude)
    guard Route.isNatural || Route.isOverflow else {
      return Source(
        bitPattern: constants.values.plainResult(
          rounded.bitPattern, magnitude, negative: bits.signMask, infinity: constants.infinity))
    }
    // Only a NaN's payload has bits that are cut off.
    let kept = Route.isNatural ? rounded.bitPattern & keptMask : rounded.bitPattern
    let isBeyond = Source.Bits(mask: rounded >= firstBeyond)
    let number = kept.replaced(by: constants.values.positive.overflow, where: isBeyond)
    return Source(bitPattern: number | sign)
  }

  @inline(__always)
  func roundedCode(_ value: Source) -> Source.Bits {
    let bits = value.bitPattern
    let magnitude = bits & ~constants.signBit
    let (limited, unit) = addends(magnitude, limitedTo: codeEnd, isNaNKept: false)
    let c = unit &+ step
    let whole = (limited + Source(bitPattern: c)).bitPattern &- c
    let binade = (unit &- leastNormal.bitPattern) &>> constants.dropped
    let code = whole &+ binade
    guard Route.isOverflow else {
      return constants.codes.signed(
        code, magnitude, negative: bits.signMask, infinity: constants.infinity)
    }
    return constants.codes.signed(code, negative: bits.signMask)
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
      format.minimumExponent == Source.format.minimumExponent,
      constants.values.endsWithOverflow(unit: 1 << constants.dropped)
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
      bitPattern: constants.values.limitedResult(
        carried(magnitude) & keptMask, magnitude, negative: bits.signMask,
        infinity: constants.infinity))
  }

  @inline(__always)
  func roundedCode(_ value: Source) -> Source.Bits {
    let bits = value.bitPattern
    let magnitude = bits & ~constants.signBit
    return constants.codes.limitedResult(
      carried(magnitude) &>> constants.dropped, magnitude, negative: bits.signMask,
      infinity: constants.infinity)
  }
}

/// The processor's own conversion to binary16.
struct NearestEvenBinary16: NearestEvenKernel {
  /// The kernel; nil where the processor has no such instruction, or the projection
  /// is not what it does.
  init?(_ projection: Projection) {
    guard fpaudit_has_binary16() != 0, hardwareKeepsNaNs,
      projection.isBinary16Prefix, projection.format.precision == 11
    else { return nil }
  }

  @inline(__always)
  func roundedValue(_ value: Float) -> Float { fpaudit_rounded_to_binary16(value) }

  @inline(__always)
  func roundedCode(_ value: Float) -> UInt32 { UInt32(fpaudit_binary16(value)) }
}

/// Codes that are the first bits of binary16's, as e5m2's are: the addition rounds,
/// and the processor's conversion, exact then, makes a code of the value.
struct NearestEvenBinary16Prefix: NearestEvenKernel {
  private let addition: NearestEvenAddition<Float, NaturalRoute>
  private let signBit: UInt32
  private let dropped: UInt16

  /// The kernel; nil where the processor has no such instruction, or the projection
  /// is not what it does.
  init?(_ constants: KernelConstants<Float>, _ projection: Projection) {
    guard fpaudit_has_binary16() != 0, hardwareKeepsNaNs, projection.isBinary16Prefix,
      let addition = NearestEvenAddition(constants, projection, NaturalRoute.self)
    else { return nil }
    self.addition = addition
    signBit = constants.signBit
    dropped = UInt16(11 - projection.format.precision)
  }

  @inline(__always)
  func roundedValue(_ value: Float) -> Float { addition.roundedValue(value) }

  @inline(__always)
  func roundedCode(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    // What is too large has become the power of two that overflows in binary16 too.
    let rounded = addition.rounded(bits & ~signBit).bitPattern | (bits & signBit)
    // In 16 bits, where twice as many are shifted at a time.
    return UInt32(fpaudit_binary16(Float(bitPattern: rounded)) &>> dropped)
  }
}

extension Projection {
  /// Whether it is that of binary16 by IEEE 754, or of fewer bits with the same
  /// exponents.
  fileprivate var isBinary16Prefix: Bool {
    let binary16 = FloatFormat.binary16
    var usual = Projection(format)
    usual.tininess = tininess
    return self == usual && format.isSigned && format.hasSubnormals
      && format.specialValues == .ieee
      && format.exponentBitCount == binary16.exponentBitCount && format.bias == binary16.bias
      && format.precision <= binary16.precision
  }
}
