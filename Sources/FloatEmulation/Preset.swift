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
