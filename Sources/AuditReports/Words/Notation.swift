import GradientAudit

/// How powers of two are written.
enum Notation {
  /// `2^10`, as the command line reads it.
  case caret
  /// `2¹⁰`, as print has it.
  case superscript

  /// `2^exponent`.
  func power(_ exponent: Int) -> String {
    switch self {
    case .caret: "2^\(exponent)"
    case .superscript: "2" + Notation.superscript(exponent)
    }
  }

  /// A scale: a power of two, or a shortest decimal.
  func scale(_ scale: LossScale) -> String {
    scale.powerOfTwoExponent.map(power) ?? scale.description
  }

  /// A positive finite magnitude with three digits at most.
  func magnitude(_ value: Double) -> String {
    let text = NumberText.magnitude(value)
    guard self == .superscript, let mark = text.firstIndex(of: "e"),
      let exponent = Int(text[text.index(after: mark)...])
    else { return text }
    return "\(text[..<mark])\u{202F}×\u{202F}10\(Notation.superscript(exponent))"
  }

  private static func superscript(_ number: Int) -> String {
    String(String(number).map { superscripts[$0] ?? $0 })
  }

  private static let superscripts: [Character: Character] = [
    "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
    "8": "⁸", "9": "⁹",
  ]
}
