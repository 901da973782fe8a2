internal import FloatEmulation

/// What stands on the left of a comparison.
struct LimitCell {
  let format: FloatFormat
  let scale: LimitScale
  let quantity: LimitQuantity
  let tensors: TensorFilter
}

extension LimitParser {
  /// `format ["@" scale] "." quantity ["{" patterns "}"]`.
  mutating func cell() throws(LimitSyntaxError) -> LimitCell {
    let format = try format()
    let place = scanner.position
    let scale = scanner.take("@") ? try scale() : nil
    let quantity = try quantity(format)
    if let scale, !quantity.dependsOnScale {
      throw scanner.error(
        "\(quantity.rawValue) is a number for all scales together; leave out @\(scale)", at: place)
    }
    let tensors = try tensors()
    return LimitCell(
      format: format, scale: scale ?? .best, quantity: quantity, tensors: tensors)
  }

  /// The name may be a custom one, in which `=` stands behind a colon.
  private mutating func format() throws(LimitSyntaxError) -> FloatFormat {
    let place = scanner.position
    var hasOptions = false
    let name = scanner.word { scalar in
      if scalar == ":" { hasOptions = true }
      return LimitScanner.isOfName(scalar) || scalar == ":" || (scalar == "=" && hasOptions)
    }
    guard !name.isEmpty else {
      throw scanner.error("a format is missing; a limit begins like \(LimitParser.example)")
    }
    do {
      return try FloatFormat(named: name)
    } catch .unknownName {
      throw scanner.error(Spelling.unknownFormat(LimitParser.short(name)), at: place)
    } catch {
      throw scanner.error("`\(LimitParser.short(name))`: \(error)", at: place)
    }
  }

  private mutating func scale() throws(LimitSyntaxError) -> LimitScale {
    let place = scanner.position
    let word = scanner.word(where: LimitScanner.isLetter)
    switch word {
    case "best": return .best
    case "each": return .each
    case "recorded": return .recorded
    case "": return .fixed(try number(at: place))
    default:
      throw scanner.error(
        "there is no scale `\(LimitParser.short(word))`"
          + (Spelling.nearest(to: word.lowercased(), among: ["best", "each", "recorded"])
            .map { "; did you mean `\($0)`?" } ?? LimitParser.scales),
        at: place)
    }
  }

  private static let scales = "; write a number, 2^10, best, each or recorded"

  /// A decimal, or `2^` and an exponent; the point before the quantity is not part of it.
  private mutating func number(at place: Int) throws(LimitSyntaxError) -> LossScale {
    _ = scanner.word(where: LimitScanner.isDigit)
    if scanner.current == "^" {
      scanner.skip()
      _ = scanner.take("-")
      _ = scanner.word(where: LimitScanner.isDigit)
    } else {
      if let digit = scanner.peek(1), scanner.current == ".", LimitScanner.isDigit(digit) {
        scanner.skip()
        _ = scanner.word(where: LimitScanner.isDigit)
      }
      takeExponent()
    }
    let text = scanner.substring(from: place)
    if text.isEmpty { throw scanner.error("a scale is missing" + LimitParser.scales) }
    if let scale = LossScale(text) { return scale }
    throw scanner.error(
      "`\(LimitParser.short(text))` is not a scale" + LimitParser.scales, at: place)
  }

  /// `e`, a sign and digits.
  private mutating func takeExponent() {
    guard scanner.current == "e" || scanner.current == "E" else { return }
    let isSigned = scanner.peek(1) == "+" || scanner.peek(1) == "-"
    guard let digit = scanner.peek(isSigned ? 2 : 1), LimitScanner.isDigit(digit) else { return }
    scanner.skip()
    if isSigned { scanner.skip() }
    _ = scanner.word(where: LimitScanner.isDigit)
  }

  private mutating func quantity(
    _ format: FloatFormat
  ) throws(LimitSyntaxError) -> LimitQuantity {
    let known = LimitQuantity.allCases.map(\.rawValue)
    let names = known.joined(separator: ", ")
    guard scanner.take(".") else {
      throw scanner.error(
        "a quantity is missing; write \(format.name).underflow, or another of \(names)")
    }
    let place = scanner.position
    let word = scanner.word(where: LimitScanner.isOfName)
    if word.isEmpty { throw scanner.error("a quantity is missing behind the point: \(names)") }
    if let quantity = LimitQuantity(rawValue: word) { return quantity }
    throw scanner.error(
      "there is no quantity `\(LimitParser.short(word))`" + LimitParser.suggestion(word, known),
      at: place)
  }

  /// Patterns in braces; a backslash takes the next character as it is, a brace too.
  private mutating func tensors() throws(LimitSyntaxError) -> TensorFilter {
    let brace = scanner.position
    guard scanner.take("{") else { return .all }
    let place = scanner.position
    while let scalar = scanner.current, scalar != "}" {
      scanner.skip()
      if scalar == "\\" { scanner.skip() }
    }
    let text = scanner.substring(from: place)
    guard scanner.take("}") else { throw scanner.error("the brace is not closed", at: brace) }
    do {
      return try TensorFilter(text)
    } catch {
      throw scanner.error(LimitParser.explanation(error), at: place)
    }
  }

  /// What is wrong with patterns, without the text, which the excerpt shows.
  private static func explanation(_ error: TensorFilterError) -> String {
    switch error {
    case .emptyPattern: "a pattern is empty; write patterns such as {layers.*.weight,!**.bias}"
    case .nothingEscaped: "a backslash ends a pattern; write two for one"
    }
  }
}
