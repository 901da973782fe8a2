internal import FloatEmulation
internal import TensorFiles

/// Which bin of the grid each code of an 8-bit type lies in.
///
/// So few codes need no keys and no thresholds: each is counted by itself.
struct Float8Bins: Sendable {
  /// The codes in the order of their bins, those of negative values last.
  let order: [UInt8]
  /// The bin of each code, with its sign.
  let bins: [UInt32]
  /// The magnitude of each code.
  let magnitudes: [Double]
  /// For each of the plan's inner cuts, the codes of its bin below it: those of positive
  /// values, then as many lists of negative ones.
  let codesBelowCuts: [[UInt8]]

  /// - Parameter innerCuts: Magnitudes inside bins, as bit patterns of binary64, ascending.
  init(_ type: Float8Type, innerCuts: [UInt64]) {
    let codes = UInt8.min...UInt8.max
    let magnitudes = type.values.map(\.magnitude)
    let bins = codes.map { code in
      HistogramGrid.bin(ofMagnitude: magnitudes[Int(code)].bitPattern)
        | (type.isNegative(code) ? MagnitudeHistogram.signBit : 0)
    }
    order = codes.sorted { (bins[Int($0)], $0) < (bins[Int($1)], $1) }
    codesBelowCuts = [0, MagnitudeHistogram.signBit].flatMap { sign in
      innerCuts.map { cut in
        codes.filter {
          bins[Int($0)] == HistogramGrid.bin(ofMagnitude: cut) | sign
            && magnitudes[Int($0)].bitPattern < cut
        }
      }
    }
    self.bins = bins
    self.magnitudes = magnitudes
  }
}

extension Float8Type {
  /// Whether a code has a sign: neither zero, nor a NaN that stands in its place.
  fileprivate func isNegative(_ code: UInt8) -> Bool {
    let (format, code) = (format, UInt64(code))
    return code & format.signBit != 0 && code != format.nanCode
      && format.valueClass(of: code) != .zero
  }
}
