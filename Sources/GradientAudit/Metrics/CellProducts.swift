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
    _ values: Span<Double>, _ products: inout MutableSpan<Double>,
    _ results: inout MutableSpan<Double>
  ) {
    precondition(values.count == products.count && values.count == results.count)
    for index in 0..<values.count { products[index] = values[index] * scale }
    switch arithmetic {
    case .exact:
      round(values, products.span, &results)
    case .fp32:
      for index in 0..<values.count {
        results[index] = Double(Float(values[index]) * Float(scale))
      }
      kernel.round(&results)
    }
  }

  /// Rounds exact products, of which binary64 has the nearest.
  private func round(
    _ values: Span<Double>, _ products: Span<Double>, _ results: inout MutableSpan<Double>
  ) {
    if scaleIsPowerOfTwo {
      kernel.round(products, into: &results)
    } else {
      for index in 0..<values.count {
        results[index] = CellProducts.roundedToOdd(values[index], scale, products[index])
      }
      kernel.round(&results)
    }
    // Where the product itself has lost bits, or the format has too many.
    for index in 0..<values.count {
      let magnitude = products[index].magnitude
      let isSafe = magnitude >= 0x1p-960 && magnitude <= 0x1p1000
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
    let bits = product.bitPattern
    if rest == 0 || bits & 1 == 1 || !product.isFinite { return product }
    // One step towards the rest makes the last bit odd.
    let isLarger = (rest > 0) == (product > 0)
    return Double(bitPattern: isLarger ? bits &+ 1 : bits &- 1)
  }
}
