import FloatEmulation
import MPFROracle

/// The implementations of one projection, asked about the same inputs.
///
/// Finite results, zeros and infinities must agree to the bit. MPFR's NaN has
/// neither sign nor payload, so against it NaN equals NaN.
struct Witnesses {
  let projection: Projection
  let kernel: RoundingKernel
  #if MPFR
    let mpfr: MPFROracle
  #endif

  init(_ format: FloatFormat) {
    projection = Projection(format)
    kernel = RoundingKernel(projection)
    #if MPFR
      mpfr = MPFROracle(projection)
    #endif
  }

  /// What the witnesses say where they disagree, for at most ten inputs.
  func disagreements(on inputs: [Double]) -> [String] {
    report(inputs, kernel.rounded(inputs)) { projection.round($0) }
  }

  /// The same for binary32 inputs, which have a kernel of their own.
  func disagreements(on inputs: [Float]) -> [String] {
    report(inputs, kernel.rounded(inputs)) { projection.round($0) }
  }

  private func report<Source: BinaryFloatingPoint>(
    _ inputs: [Source], _ kernelResults: [Source], _ reference: (Source) -> RoundingResult
  ) -> [String] {
    var found: [String] = []
    for (input, kernelResult) in zip(inputs, kernelResults) where found.count < 10 {
      let expected = reference(input).value
      if !areSame(Double(kernelResult), expected) {
        found.append("\(hex(input)): kernel \(kernelResult), reference \(expected)")
      }
      #if MPFR
        let truth = mpfr.round(Double(input))
        if !areSame(truth, expected) {
          found.append("\(hex(input)): MPFR \(truth), reference \(expected)")
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

extension FloatFormat {
  /// Every tie between adjacent finite values, the tie with what would be the
  /// next value above the greatest included, and half the least value.
  var ties: [Double] {
    (0...greatestFiniteCode).map { code in
      let lower = decode(code)
      let upper =
        code == greatestFiniteCode
        ? Double(sign: .plus, exponent: maximumExponent + 1, significand: 1) : decode(code + 1)
      return lower + (upper - lower) / 2
    }
  }
}

extension Array where Element: BinaryFloatingPoint {
  /// Each value and its two neighbours, with both signs.
  var withNeighboursAndSigns: [Element] {
    flatMap { [$0, $0.nextDown, $0.nextUp] }.flatMap { [$0, -$0] }
  }
}
