internal import AuditReports
internal import GradientAudit

/// A scaler for people, in 80 columns.
struct ScalerPage {
  private let scaler: LossScaler
  private static let width = 78

  init(_ scaler: LossScaler) { self.scaler = scaler }

  /// What it is, its defaults and its source.
  var entry: String {
    let settings = scaler.settings.map { "\($0.parameter.rawValue)=\($0.value)" }
    return "\(scaler.name)\n  \(scaler.meaning)\n"
      + ScalerPage.labelled("defaults", settings.joined(separator: " "))
      + ScalerPage.labelled("source", scaler.source)
  }

  /// All about it.
  var details: String {
    "\(scaler.name)\n  \(scaler.meaning)\n"
      + facts.map { ScalerPage.labelled($0, $1) }.joined()
      + scaler.settings.map { parameter, value in
        "  \(parameter.rawValue.padded(to: 22)) \(value.description)\n"
          + "      \(parameter.meaning)\n"
      }.joined()
  }

  private var facts: [(String, String)] {
    let names = LossScaler.aliases.filter { $0.value == scaler.name }.keys.sorted()
    return [
      ("checks", scaler.checked.words), ("stored", scaler.storage.words),
      ("in the end", scaler.ending),
    ]
      + (scaler.lag > 1 ? [("used", "\(scaler.lag) updates after it is decided on")] : [])
      + (names.isEmpty ? [] : [("also", names.joined(separator: " "))])
      + [("source", scaler.source)]
  }

  private static func labelled(_ label: String, _ text: String) -> String {
    let head = label.padded(to: 11)
    return TextWrapping.lines(text, width: width - head.count).enumerated().map { number, line in
      "  " + (number == 0 ? head : String(repeating: " ", count: head.count)) + line + "\n"
    }.joined()
  }
}

extension CheckedGradients {
  /// What it is in a few words.
  fileprivate var words: String {
    switch self {
    case .scaled: "the scaled gradients"
    case .unscaled: "the gradients once they are unscaled"
    case .norm: "a norm of all gradients; the replay gives it the elements"
    case .magnitudes: "the magnitudes of gradients, which a --sequence does not have"
    }
  }
}

extension ScaleStorage {
  /// What it is in a few words.
  fileprivate var words: String {
    switch self {
    case .fp32: "as fp32, factors too"
    case .fp32FromFP64: "as fp32; products are of fp64, rounded once"
    case .fp64: "as fp64"
    }
  }
}
