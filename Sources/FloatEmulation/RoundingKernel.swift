internal import CInstructionSet

/// Rounds whole buffers, at the speed of memory.
///
/// Kernels have no branch that depends on a value, but for formats that binary64 is too
/// narrow for, whose values the reference rounds. Ties to even, the case that
/// counts, takes one addition of the hardware or of integers, or the processor's
/// instruction for binary16 (`KernelNearestEven.swift`); every other format,
/// direction and rule goes through integers with a variable shift
/// (`KernelRounding.swift`). Results equal the reference's bit by bit, NaN payloads
/// included.
///
/// Values go into values of the source's type or into codes of 8, 16, 32 or 64
/// bits, on one thread or on all. A stochastic direction takes its bits from a
/// `RandomStream`, whose index is the value's place in the buffer.
public struct RoundingKernel: Sendable {
  /// The projection that the kernel carries out.
  public let projection: Projection
  /// The random bits of a stochastic direction.
  public let random: RandomStream

  let fromBinary32: SourceKernel<Float>?
  let fromBinary64: SourceKernel<Double>?
  let toBinary16: NearestEvenBinary16?
  let toBinary16Prefix: NearestEvenBinary16Prefix?

  /// The widest vector instructions that the compiler was allowed to use for the
  /// kernels, such as `AVX2`; `SSE2` on x86-64 unless it was told more.
  public static var instructionSet: String { FPAUDIT_INSTRUCTION_SET }

  /// Creates the kernel of a projection.
  ///
  /// - Precondition: The thread's floating-point environment is the default: ties
  ///   to even, subnormals neither flushed nor taken as zero.
  public init(_ projection: Projection, random: RandomStream = RandomStream(seed: 0)) {
    precondition(
      hasDefaultFloatingPointEnvironment(),
      "rounding kernels need ties to even and gradual underflow from the processor")
    self.projection = projection
    self.random = random
    fromBinary32 = SourceKernel(projection)
    fromBinary64 = SourceKernel(projection)
    toBinary16 = NearestEvenBinary16(projection)
    toBinary16Prefix = fromBinary32.flatMap {
      NearestEvenBinary16Prefix($0.constants, projection)
    }
  }

  /// Whether every value of the format is a binary32 value, so that binary32
  /// buffers can hold the results.
  public var fitsBinary32: Bool {
    let format = projection.format
    return format.precision <= 24 && format.finestUnitExponent >= -149
      && format.maximumExponent <= 127
  }
}

/// Whether additions round ties to even and neither read nor write subnormals
/// as zero.
@inline(never)
private func hasDefaultFloatingPointEnvironment() -> Bool {
  let one: Float = opaque(1)
  let halfUlp: Float = opaque(0x1p-24)
  let subnormal: Float = opaque(0x1p-149)
  return one + halfUlp == one
    && (one + 0x1p-23) + halfUlp == 1 + 0x1p-22
    && subnormal + subnormal == 0x1p-148
}

/// Whether a NaN goes through the processor's arithmetic with its payload and becomes
/// quiet, as on x86-64 and on ARM by default.
let hardwareKeepsNaNs: Bool = {
  let signaling: Float = opaque(Float(bitPattern: 0x7FA0_2000))
  return (signaling + opaque(1)).bitPattern == 0x7FE0_2000
}()

@inline(never)
private func opaque(_ value: Float) -> Float { value }
