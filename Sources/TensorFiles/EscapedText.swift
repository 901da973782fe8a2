extension String {
  /// The text on one line, with everything invisible spelled out.
  ///
  /// Control characters (C0, C1, DEL), line separators, direction marks and
  /// characters without width become `\u{…}`, so that a name from a file can
  /// neither move the cursor of a terminal nor hide or reorder words of a message.
  public var escapedForDisplay: String {
    var text = ""
    for scalar in unicodeScalars {
      if scalar.isInvisible {
        text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  /// Whether a terminal would act on the character rather than show it.
  fileprivate var isInvisible: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}
