internal import FloatEmulation

/// What a cell makes of blocks of values: their exact products with the scale, and what
/// these are rounded to.
struct CellProducts: Sendable {
  private let cell: AuditCell
  private let arithmetic: ScaleArithmetic
  private let scale: Double
  private let kernel: RoundingKernel
  /// Whether a product may have more bits than binary64, and the format fewer by two.
  private let scaleIsPowerOfTwo: Bool
  private let isRoundedOnce: Bool

  init(_ cell: AuditCell, _ arithmetic: ScaleArithmetic) {
    self.cell = cell
    self.arithmetic = arithmetic
    scale = cell.scale.value
    kernel = RoundingKernel(cell.projection)
    scaleIsPowerOfTwo = cell.scale.powerOfTwoExponent != nil
    isRoundedOnce = cell.projection.format.precision <= 51
  }

  /// Multiplies and rounds values.
  ///
  /// - Parameters:
  ///   - values: The recorded values; NaN and infinities give results that are none.
  ///   - products: Becomes the exact products, or what is nearest to them in binary64.
  ///   - results: Becomes the rounded products.
  /// - Precondition: All are of the same length.
  func make(
    _ values: [Double], _ products: inout [Double], _ results: inout [Double]
  ) {
    precondition(values.count == products.count && values.count == results.count)
    for index in values.indices { products[index] = values[index] * scale }
    switch arithmetic {
    case .exact:
      round(values, products, &results)
    case .fp32:
      let factor = Float(scale)
      for index in values.indices { results[index] = Double(Float(values[index]) * factor) }
      round(&results)
    }
  }

  private func round(_ values: inout [Double]) {
    var target = values.mutableSpan
    kernel.round(&target)
  }

  /// Rounds exact products, of which binary64 has the nearest.
  private func round(_ values: [Double], _ products: [Double], _ results: inout [Double]) {
    for index in values.indices {
      results[index] =
        scaleIsPowerOfTwo
        ? products[index] : CellProducts.roundedToOdd(values[index], scale, products[index])
    }
    round(&results)
    // Where the product itself has lost bits, or the format has too many.
    for index in values.indices {
      let isSafe = products[index].magnitude >= 0x1p-960
      if isSafe && (scaleIsPowerOfTwo || isRoundedOnce) { continue }
      guard let exact = ExactMagnitude(values[index], times: scale) else { continue }
      results[index] = cell.projection.round(exact, isNegative: values[index] < 0).value
    }
  }

  /// A product rounded to odd, which loses nothing for a rounding to at least two bits
  /// less (Boldo and Melquiond, 2005).
  ///
  /// - Parameter product: Rounded to nearest.
  private static func roundedToOdd(_ value: Double, _ scale: Double, _ product: Double) -> Double {
    // The rest of the product, exactly, unless it is too small.
    let rest = (-product).addingProduct(value, scale)
    return product.roundedToOdd(lacking: rest)
  }
}
