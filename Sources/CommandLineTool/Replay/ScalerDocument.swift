internal import GradientAudit

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Scalers for programs.
struct ScalerDocument: Encodable {
  let schema = "fpaudit.scalers/1"
  let scalers: [Entry]

  init(_ scalers: [LossScaler]) { self.scalers = scalers.map(Entry.init) }

  /// One scaler.
  struct Entry: Encodable {
    let name: String
    let meaning: String
    let source: String
    let checked: String
    let scaleStorage: String
    let lag: Int
    let ending: String
    let parameters: [String: ScalerValue]
    let aliases: [String]

    init(_ scaler: LossScaler) {
      name = scaler.name
      meaning = scaler.meaning
      source = scaler.source
      checked = scaler.checked.rawValue
      scaleStorage = scaler.storage.rawValue
      lag = scaler.lag
      ending = scaler.ending
      parameters = Dictionary(
        uniqueKeysWithValues: scaler.settings.map { ($0.parameter.rawValue, $0.value) })
      aliases = LossScaler.aliases.filter { $0.value == scaler.name }.keys.sorted()
    }
  }

  /// The document with sorted keys.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}
