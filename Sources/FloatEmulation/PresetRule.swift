/// The rules that a preset has for some formats.
public struct PresetRule: Hashable, Sendable {
  /// Which formats a rule is for.
  public enum Formats: Hashable, Sendable {
    /// Formats of the catalogue, by name.
    case named([String])
    /// Every `Binary{K}p{P}` of IEEE P3109.
    case p3109

    /// Whether a format is one of them.
    public func contains(_ format: FloatFormat) -> Bool {
      switch self {
      case .named(let names):
        names.contains(format.name) && FloatFormat.catalogue.contains(format)
      case .p3109:
        format.specialValues == .p3109Extended || format.specialValues == .p3109Finite
      }
    }
  }

  /// The formats that the rule is for.
  public let formats: Formats
  /// The rounding direction.
  public var direction = RoundingDirection.tiesToEven
  /// What becomes of values beyond the range.
  public var overflow = OverflowRule.standard
  /// Which subnormal values are taken for zero.
  public var flushing: SubnormalFlushing = []
  /// What becomes of a NaN.
  public var nan = NaNConvention.quiet
  /// What the converter reads of its operand.
  public var operand = OperandRule.value
  /// The format that a wider value is rounded to first, ties to even.
  public var intermediate: FloatFormat?

  init(
    _ formats: Formats, direction: RoundingDirection = .tiesToEven,
    overflow: OverflowRule = .standard, flushing: SubnormalFlushing = [],
    nan: NaNConvention = .quiet, operand: OperandRule = .value, by intermediate: FloatFormat? = nil
  ) {
    self.formats = formats
    self.direction = direction
    self.overflow = overflow
    self.flushing = flushing
    self.nan = nan
    self.operand = operand
    self.intermediate = intermediate
  }

  /// The chain into one of the formats.
  func chain(to format: FloatFormat) -> ProjectionChain {
    let projection = Projection(
      format, direction: direction, overflow: overflow, flushing: flushing, nan: nan.projectionRule)
    return ProjectionChain(
      projection, by: intermediate, nan: nan.isProjectionRule ? nil : nan, operand: operand)
  }
}
