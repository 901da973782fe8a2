import FloatEmulation
import MPFROracle

/// The implementations of one projection, asked about the same inputs.
///
/// Codes of reference and kernel must agree to the bit, and so must all values.
/// MPFR's NaN has neither sign nor payload, so NaN equals NaN.
struct Witnesses {
  let projection: Projection
  let kernel: RoundingKernel
  #if MPFR
    let mpfr: MPFROracle
  #endif

  init(_ format: FloatFormat) { self.init(Projection(format)) }

  init(_ projection: Projection) {
    self.projection = projection
    kernel = RoundingKernel(projection)
    #if MPFR
      mpfr = MPFROracle(projection)
    #endif
  }

  /// What the witnesses say where they disagree, for at most ten inputs.
  func disagreements(on inputs: [Double]) -> [String] {
    var codes = [UInt64](repeating: 0, count: inputs.count)
    var codeTarget = codes.mutableSpan
    kernel.encode(inputs.span, into: &codeTarget)
    var truths = inputs
    #if MPFR
      var truthTarget = truths.mutableSpan
      mpfr.round(inputs.span, into: &truthTarget)
    #endif
    return report(inputs, codes, kernel.rounded(inputs), truths) { projection.encode($0) }
  }

  /// The same for binary32 inputs, which have a kernel of their own.
  func disagreements(on inputs: [Float]) -> [String] {
    var codes = [UInt64](repeating: 0, count: inputs.count)
    var codeTarget = codes.mutableSpan
    kernel.encode(inputs.span, into: &codeTarget)
    var truths = [Double](repeating: 0, count: inputs.count)
    #if MPFR
      var truthTarget = truths.mutableSpan
      mpfr.round(inputs.span, into: &truthTarget)
    #endif
    let values =
      kernel.fitsBinary32
      ? kernel.rounded(inputs).map { Double($0) } : codes.map(projection.format.decode)
    return report(inputs, codes, values, truths) { projection.encode($0) }
  }

  private func report<Source: BinaryFloatingPoint>(
    _ inputs: [Source], _ codes: [UInt64], _ values: [Double], _ truths: [Double],
    _ reference: (Source) -> UInt64
  ) -> [String] {
    var found: [String] = []
    for index in inputs.indices where found.count < 10 {
      let code = reference(inputs[index])
      let expected = projection.format.decode(code)
      if codes[index] != code || !areSame(values[index], expected) {
        found.append(
          "\(hex(inputs[index])): kernel \(codes[index]) \(values[index]), "
            + "reference \(code) \(expected)")
      }
      #if MPFR
        if !areSame(truths[index], expected) {
          found.append("\(hex(inputs[index])): MPFR \(truths[index]), reference \(expected)")
        }
      #endif
    }
    return found
  }

  private func areSame(_ left: Double, _ right: Double) -> Bool {
    left.bitPattern == right.bitPattern || (left.isNaN && right.isNaN)
  }

  private func hex(_ value: some BinaryFloatingPoint) -> String {
    "0x" + String(Double(value).bitPattern, radix: 16) + " (\(value))"
  }
}
