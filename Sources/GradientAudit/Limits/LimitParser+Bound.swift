extension LimitParser {
  /// A sign such as `>`, or `=` where a comparison is given.
  mutating func comparison() throws(LimitSyntaxError) -> LimitComparison {
    scanner.skipBlanks()
    let place = scanner.position
    let sign = scanner.word(where: LimitScanner.isOfComparison)
    if let assigned {
      if sign == "=" { return assigned }
      throw scanner.error(
        "write = here, as in \(assigned == .less ? "fp16.safe-scales=3" : "fp16.underflow=0.5%")",
        at: place)
    }
    if let comparison = LimitComparison(rawValue: sign) { return comparison }
    throw scanner.error(missing(sign), at: place)
  }

  /// What to say where no comparison is.
  private func missing(_ sign: String) -> String {
    let known = LimitComparison.allCases.map(\.rawValue)
    switch sign {
    case "=": return "= is no comparison; write == for equal, or > for a limit that more breaches"
    case "" where scanner.current == nil:
      return "a comparison is missing; quote the expression: the shell takes > as a redirection"
    case "":
      return "`\(scanner.excerpt)` is no comparison; write one of \(known.joined(separator: " "))"
    default:
      let turned = String(sign.reversed())
      return "there is no comparison `\(LimitParser.short(sign))`"
        + (known.contains(turned)
          ? "; did you mean `\(turned)`?" : "; write one of \(known.joined(separator: " "))")
    }
  }

  /// `literal`, or `baseline ["+" literal | "*" number]`.
  mutating func bound(_ unit: LimitUnit) throws(LimitSyntaxError) -> LimitBound {
    guard let first = scanner.current else {
      throw scanner.error("a bound is missing; write \(LimitParser.bounds(unit))")
    }
    guard LimitScanner.isLetter(first) else {
      switch unit {
      case .share: return .share(try share())
      case .count: return .count(try count())
      case .decibel: return .decibels(try decibels())
      }
    }
    try baseline(unit)
    scanner.skipBlanks()
    if scanner.take("*") { return .baselineTimes(try factor()) }
    if scanner.current == "-" {
      throw scanner.error("only + and * may follow baseline, as in \(LimitParser.relative(unit))")
    }
    guard scanner.take("+") else { return .baseline }
    scanner.skipBlanks()
    switch unit {
    case .share: return .baselinePlusShare(try share())
    case .count: return .baselinePlusCount(try count())
    case .decibel: return .baselinePlusDecibels(try decibels())
    }
  }

  private mutating func baseline(_ unit: LimitUnit) throws(LimitSyntaxError) {
    let place = scanner.position
    let word = scanner.word(where: LimitScanner.isLetter)
    if word == "baseline" { return }
    let isNear = Spelling.nearest(to: word.lowercased(), among: ["baseline"]) != nil
    throw scanner.error(
      "`\(LimitParser.short(word))` is no bound"
        + (isNear ? "; did you mean `baseline`?" : "; write \(LimitParser.bounds(unit))"),
      at: place)
  }

  private mutating func share() throws(LimitSyntaxError) -> Share {
    let place = scanner.position
    let digits = try decimal(.share)
    let behind = scanner.position
    let sign = scanner.take("%") ? "%" : scanner.word(where: LimitScanner.isLetter)
    if sign.isEmpty {
      if digits.isZero { return .zero }
      throw scanner.error("a share needs a unit: 0.5% or 5000ppm", at: behind)
    }
    guard sign == "%" || sign == "ppm" else {
      throw scanner.error(
        "a share is written in % or ppm, not in `\(LimitParser.short(sign))`",
        at: behind)
    }
    if let share = Share(digits.text + sign) { return share }
    throw scanner.error(
      digits.isTooLong
        ? "a share has at most nine decimals and 18 digits" : "a share is at most 100%",
      at: place)
  }

  private mutating func count() throws(LimitSyntaxError) -> UInt64 {
    let place = scanner.position
    let digits = try decimal(.count)
    let behind = scanner.position
    if scanner.take("%") || !scanner.word(where: LimitScanner.isLetter).isEmpty {
      throw scanner.error("a count has no unit; write 3", at: behind)
    }
    if digits.decimals != nil { throw scanner.error("a count is a whole number", at: place) }
    guard let count = UInt64(digits.whole) else {
      throw scanner.error("a count has at most 19 digits", at: place)
    }
    return count
  }

  private mutating func decibels() throws(LimitSyntaxError) -> LimitFactor {
    let place = scanner.position
    let digits = try decimal(.decibel)
    let behind = scanner.position
    let sign = scanner.take("%") ? "%" : scanner.word(where: LimitScanner.isLetter)
    guard sign == "dB" || sign.isEmpty && digits.isZero else {
      throw scanner.error("a ratio needs its unit: 40dB", at: behind)
    }
    return try factor(digits, "a ratio has at most nine decimals and 18 digits", at: place)
  }

  private mutating func factor() throws(LimitSyntaxError) -> LimitFactor {
    scanner.skipBlanks()
    let place = scanner.position
    let digits = try decimal(.count)
    let behind = scanner.position
    if scanner.take("%") || !scanner.word(where: LimitScanner.isLetter).isEmpty {
      throw scanner.error("a factor has no unit; write 1.1 for 110%", at: behind)
    }
    return try factor(digits, "a factor has at most nine decimals and 18 digits", at: place)
  }

  private func factor(
    _ digits: LimitDigits, _ message: String, at place: Int
  ) throws(LimitSyntaxError) -> LimitFactor {
    guard !digits.isTooLong,
      let factor = LimitFactor(whole: digits.whole, decimals: digits.decimals ?? "")
    else { throw scanner.error(message, at: place) }
    return factor
  }

  /// Digits, and more of them behind a point.
  private mutating func decimal(_ unit: LimitUnit) throws(LimitSyntaxError) -> LimitDigits {
    if scanner.current == "-" || scanner.current == "+" {
      throw scanner.error("a number has no sign here; write \(LimitParser.bounds(unit))")
    }
    let whole = scanner.word(where: LimitScanner.isDigit)
    if whole.isEmpty {
      throw scanner.error(
        scanner.current == nil
          ? "a number is missing; write \(LimitParser.bounds(unit))"
          : "`\(scanner.excerpt)` is no number; write \(LimitParser.bounds(unit))")
    }
    guard scanner.take(".") else { return LimitDigits(whole: whole, decimals: nil) }
    let decimals = scanner.word(where: LimitScanner.isDigit)
    if decimals.isEmpty { throw scanner.error("a digit is missing behind the point") }
    return LimitDigits(whole: whole, decimals: decimals)
  }

  private static func bounds(_ unit: LimitUnit) -> String {
    switch unit {
    case .share: "0, 0.5%, 5000ppm or baseline"
    case .count: "a number such as 3, or baseline"
    case .decibel: "a ratio such as 40dB, or baseline"
    }
  }

  private static func relative(_ unit: LimitUnit) -> String {
    unit == .share ? "baseline+0.1%" : "baseline*0.9"
  }
}

/// A decimal as it was written.
struct LimitDigits {
  let whole: String
  let decimals: String?

  var text: String { decimals.map { "\(whole).\($0)" } ?? whole }
  var isZero: Bool { text.utf8.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") } }
  /// Whether it has more digits than are taken.
  var isTooLong: Bool {
    let count = decimals?.utf8.count ?? 0
    return count > 9 || whole.utf8.count + count > 18
  }
}
