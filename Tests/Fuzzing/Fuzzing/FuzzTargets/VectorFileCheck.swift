internal import Conformance
internal import FloatEmulation

/// Checks files of conformance vectors, in chunks of two sizes.
enum VectorFileCheck {
  private static let testFloat: TestFloatRun? = (try? TestFloatFunction(named: "f32_to_f16")).map {
    TestFloatRun($0, direction: .tiesToEven, tininess: .afterRounding)
  }

  static func run(_ input: [UInt8]) { run(input, nil) }

  static func runTestFloat(_ input: [UInt8]) { run(input, testFloat) }

  private static func run(_ input: [UInt8], _ testFloat: TestFloatRun?) {
    let whole = answer(LineReader(input), testFloat)
    let pieces = answer(LineReader(input, chunkSize: 61), testFloat)
    require(whole == pieces, "chunks of another size give \(pieces), not \(whole)")
  }

  private static func answer(
    _ lines: LineReader, _ testFloat: TestFloatRun?
  ) -> Result<VectorReport, VectorError> {
    do {
      let report = try VectorCheck.run(lines, testFloat: testFloat)
      require(report.mismatchCount <= report.vectorCount, "more mismatches than vectors")
      return .success(report)
    } catch let error as VectorError {
      return .failure(error)
    } catch {
      preconditionFailure("an error of another kind: \(error)")
    }
  }
}
