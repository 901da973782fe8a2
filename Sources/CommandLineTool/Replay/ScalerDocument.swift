internal import AuditReports
internal import GradientAudit

/// Scalers for programs.
struct ScalerDocument: JSONDocument {
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
}
