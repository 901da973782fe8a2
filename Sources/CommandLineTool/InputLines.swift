internal import ArgumentParser
internal import TensorFiles

/// The values on standard input, a line each.
struct InputLines {
  /// The place of the last value among the lines that are not blank.
  private(set) var index: UInt64 = 0
  /// How many lines were reported.
  private(set) var faultCount = 0
  private var lineNumber = 0
  private var count: UInt64 = 0

  /// The next line that is not blank, without the blanks around it.
  mutating func next() -> String? {
    while let line = readLine() {
      lineNumber += 1
      let text = InputLines.trimmed(line)
      if text.isEmpty { continue }
      index = count
      count += 1
      return text
    }
    return nil
  }

  /// Says what is wrong with the last line.
  mutating func report(_ error: ValidationError) throws {
    faultCount += 1
    let text = "fpaudit: standard input: line \(lineNumber): \(error.message.escapedForDisplay)\n"
    try Output.whileRead { try Output.error.write(text) }
  }

  private static func trimmed(_ line: String) -> String {
    let start = line.drop { $0.isWhitespace }
    let end = start.lastIndex { !$0.isWhitespace }
    return end.map { String(start[...$0]) } ?? ""
  }
}
