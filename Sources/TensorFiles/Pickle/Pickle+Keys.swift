extension Pickle {
  /// A key of a dictionary as a part of a name.
  func keyText(_ key: PickleValue) -> String {
    switch key {
    case .none: "None"
    case .boolean(let value): value ? "True" : "False"
    case .integer(let value): String(value)
    case .largeNumber: "?"
    case .real(let value): value.description
    case .text(let text, _): text
    case .bytes, .longText: "?"
    case .object:
      globalName(key)
        ?? "("
        + (sequence(key) ?? []).prefix(16)
        .map { $0.isPlain ? shortText($0) : "?" }.joined(separator: ", ") + ")"
    }
  }

  /// A part of a key, which may occur any number of times: not all of a long one.
  private func shortText(_ key: PickleValue) -> String {
    let text = keyText(key)
    return text.utf8.count <= 256 ? text : String(text.unicodeScalars.prefix(64)) + "…"
  }

  /// The pairs of a list of pairs, as keys and values by turns.
  func pairs(of list: PickleValue) -> [PickleValue] {
    (sequence(list) ?? []).flatMap { pair in
      let items = sequence(pair) ?? []
      return items.count == 2 ? items : []
    }
  }
}
