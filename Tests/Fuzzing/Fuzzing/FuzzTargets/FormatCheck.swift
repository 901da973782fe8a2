internal import FloatEmulation

/// Reads names of formats, directions and presets; a format that there is works.
enum FormatCheck {
  static func run(_ input: [UInt8]) {
    guard let text = String(validating: input, as: UTF8.self) else { return }
    _ = RoundingDirection(named: text)
    _ = Preset(named: text)
    do throws(FormatError) {
      check(try FloatFormat(named: text))
    } catch {
      require(!error.description.isEmpty, "an error without words")
    }
  }

  private static func check(_ format: FloatFormat) {
    require((try? FloatFormat(named: format.name)) == format, "\(format) is another format")
    let projection = Projection(format)
    for value in [1.5, 0x1p-1074, -.greatestFiniteMagnitude, .infinity, .nan, 0] {
      _ = projection.round(value)
    }
    for code in [format.leastNonzeroCode, format.leastNormalCode, format.greatestFiniteCode] {
      let value = format.decode(code)
      require(value > 0 && value.isFinite, "\(format): a magnitude is none")
      require(projection.encode(value) == code, "\(format): \(value) has another code")
    }
  }
}
