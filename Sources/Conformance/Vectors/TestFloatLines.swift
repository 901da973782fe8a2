internal import FloatEmulation

/// The lines of `testfloat_gen`: operand, result and flags in hexadecimal, one
/// blank between them.
///
/// Flags are 0x01 inexact, 0x02 underflow, 0x04 overflow, 0x08 infinite and 0x10
/// invalid. NaN results depend on the machine that SoftFloat was specialised for,
/// so any NaN will do.
struct TestFloatLines: VectorDialect {
  private let run: TestFloatRun
  private let projection: Projection

  init(_ run: TestFloatRun) {
    self.run = run
    projection = run.projection
  }

  var description: String { run.description }

  func vector(_ line: TextLine) throws(VectorError) -> ConformanceVector? {
    let parts = line.bytes.split(separator: 0x20, omittingEmptySubsequences: false)
    guard parts.count == 3,
      let operand = number(parts[0], run.function.source),
      let result = number(parts[1], run.function.target),
      let bits = hexadecimal(parts[2], digitCount: 2)
    else { throw malformed(line) }
    return ConformanceVector(
      operation: run.function.operation, source: run.function.source, projection: projection,
      operand: operand, code: result, flags: try flags(bits, line), comparesNaNCode: false)
  }

  func finish() {}

  private func number(_ bytes: ArraySlice<UInt8>, _ format: FloatFormat) -> UInt64? {
    hexadecimal(bytes, digitCount: CodeText.digitCount(of: format))
  }

  private func flags(_ bits: UInt64, _ line: TextLine) throws(VectorError) -> StatusFlags {
    guard bits & ~0x17 == 0 else {
      throw VectorError(
        .malformedField, line: line.number,
        "the flags \(String(decoding: line.bytes.suffix(2), as: UTF8.self)) hold more than inexact "
          + "(01), underflow (02), overflow (04) and invalid (10)",
        remedy: "no \(run.function.name) raises another flag; make the file again")
    }
    var flags: StatusFlags = []
    if bits & 0x01 != 0 { flags.insert(.inexact) }
    if bits & 0x02 != 0 { flags.insert(.underflow) }
    if bits & 0x04 != 0 { flags.insert(.overflow) }
    if bits & 0x10 != 0 { flags.insert(.invalid) }
    return flags
  }

  private func malformed(_ line: TextLine) -> VectorError {
    let function = run.function
    return VectorError(
      .malformedLine, line: line.number,
      "expected \(CodeText.digitCount(of: function.source)), "
        + "\(CodeText.digitCount(of: function.target)) and 2 hexadecimal digits with a blank "
        + "between them, found `\(line.excerpt)`",
      remedy: "check that the lines are those of \(function.name)")
  }
}

extension TextLine {
  /// The beginning of the line, fit for a message.
  var excerpt: String {
    let shown = bytes.prefix(60).map { (0x20...0x7E).contains($0) ? $0 : 0x3F }
    return String(decoding: shown, as: UTF8.self) + (bytes.count > 60 ? "..." : "")
  }
}
