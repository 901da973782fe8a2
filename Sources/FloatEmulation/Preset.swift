/// What a real piece of software or hardware does when it converts to a narrow
/// format, as data: a named stack of rules.
///
/// A preset is a function from a target format to a `ProjectionChain`; the first
/// of its rules that knows the format decides.
public struct Preset: Hashable, Sendable {
  /// The name on the command line, such as `ml_dtypes`.
  public let name: String
  /// What it is, in one line.
  public let meaning: String
  /// Where the rules come from: what was measured, read, or only quoted.
  public let source: String
  /// The rules; the first that knows a format decides.
  public let rules: [PresetRule]

  /// What becomes of a value on its way into a format.
  ///
  /// - Returns: nil if the preset does not know the format.
  public func chain(to format: FloatFormat) -> ProjectionChain? {
    rules.first { $0.formats.contains(format) }.map { $0.chain(to: format) }
  }

  /// The formats of the catalogue that the preset knows.
  public var catalogueFormats: [FloatFormat] {
    FloatFormat.catalogue.filter { format in rules.contains { $0.formats.contains(format) } }
  }

  /// Whether the preset knows every format of IEEE P3109.
  public var knowsP3109: Bool { rules.contains { $0.formats == .p3109 } }

  /// The preset of a name or alias, in any case; nil if there is none.
  public init?(named name: String) {
    let lowered = name.lowercased()
    let canonical = Preset.aliases[lowered] ?? lowered
    guard let preset = Preset.catalogue.first(where: { $0.name == canonical }) else { return nil }
    self = preset
  }

  init(_ name: String, _ meaning: String, source: String, _ rules: [PresetRule]) {
    self.name = name
    self.meaning = meaning
    self.source = source
    self.rules = rules
  }
}

extension Preset: CustomStringConvertible {
  /// The name.
  public var description: String { name }
}

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

/// What a converter reads of its operand.
///
/// The last two are what converters to E8M0 do that take the exponent field and
/// add one to it when the top trailing bit and any other are set: a binary32
/// subnormal value above 2^-127 then becomes 2^-126, though 2^-127 may be nearer.
public enum OperandRule: String, Hashable, Sendable, CaseIterable {
  /// The value.
  case value
  /// The value; between 2^-127 and 2^-126 it counts as the latter.
  case carryingSubnormal = "carrying subnormal"
  /// The same of the magnitude; a zero counts as the least subnormal value.
  case carryingMagnitude = "carrying magnitude"
}
