/// Checks this package against a file of vectors, line by line.
public struct VectorCheck {
  private var vectorCount = 0
  private var mismatchCount = 0
  private var faultCount = 0
  private var examples: [String] = []

  private init() {}

  /// Checks every line of a stream.
  ///
  /// A line that is no vector is counted and named, and the rest goes on.
  ///
  /// - Parameters:
  ///   - lines: The stream.
  ///   - testFloat: What TestFloat was asked for, if the lines are TestFloat's; the
  ///     files of `VectorDocument` describe themselves.
  /// - Throws: `VectorError` if the lines are of no known kind, one is far too
  ///   long or there are none, and what the stream throws.
  public static func run(_ lines: LineReader, testFloat: TestFloatRun?) throws -> VectorReport {
    var (lines, check) = (lines, VectorCheck())
    guard let first = try lines.next() else { throw noVectors }
    if let testFloat {
      var dialect = TestFloatLines(testFloat)
      check.take(first, &dialect)
      return try check.finish(&lines, &dialect)
    }
    if first.bytes.first == 0x7B {
      var dialect = try JSONVectorLines(head: first)
      return try check.finish(&lines, &dialect)
    }
    var dialect = try CSVVectorLines(head: first)
    return try check.finish(&lines, &dialect)
  }

  private static let noVectors = VectorError(
    .noVectors, "there is not one vector", remedy: "check what made the file")

  private mutating func finish(
    _ lines: inout LineReader, _ dialect: inout some VectorDialect
  ) throws -> VectorReport {
    while let line = try lines.next() { take(line, &dialect) }
    do throws(VectorError) {
      try dialect.finish()
    } catch {
      note(error)
    }
    if vectorCount == 0 && faultCount == 0 { throw VectorCheck.noVectors }
    return VectorReport(
      description: dialect.description, vectorCount: vectorCount, mismatchCount: mismatchCount,
      faultCount: faultCount, examples: examples)
  }

  private mutating func take(_ line: TextLine, _ dialect: inout some VectorDialect) {
    do throws(VectorError) {
      guard let vector = try dialect.vector(line) else { return }
      vectorCount += 1
      guard let mismatch = vector.mismatch else { return }
      mismatchCount += 1
      show("line \(line.number): \(mismatch)")
    } catch {
      note(error)
    }
  }

  private mutating func note(_ fault: VectorError) {
    faultCount += 1
    show("\(fault)")
  }

  private mutating func show(_ text: String) {
    if examples.count < 20 { examples.append(text) }
  }
}
