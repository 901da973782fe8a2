internal import FloatEmulation

/// What a cell makes of single values, as the reference rounds them.
struct CellRounder: Sendable {
  private let cell: AuditCell
  private let arithmetic: ScaleArithmetic
  /// The result of every value of one sign that underflows, and of those that overflow:
  /// under exact products it depends on nothing else.
  private let underflow: (positive: Rounded?, negative: Rounded?)
  private let overflow: (positive: Rounded?, negative: Rounded?)

  private struct Rounded: Sendable {
    let code: UInt64
    let value: Double

    init(_ result: RoundingResult) { (code, value) = (result.code, result.value) }
  }

  init(_ cell: AuditCell, _ arithmetic: ScaleArithmetic) {
    self.cell = cell
    self.arithmetic = arithmetic
    func result(_ outcome: Outcome, of value: Double) -> Rounded? {
      guard arithmetic == .exact, let result = cell.product(value), result.outcome == outcome
      else { return nil }
      return Rounded(result)
    }
    // If any value underflows, the least one does.
    let least = Double.leastNonzeroMagnitude
    let greatest = Double.greatestFiniteMagnitude
    underflow = (result(.underflow, of: least), result(.underflow, of: -least))
    overflow = (result(.overflow, of: greatest), result(.overflow, of: -greatest))
  }

  /// A value with all that is made of it.
  ///
  /// - Parameter outcomes: Of the cell, among the values of the source type.
  @inline(__always)
  func traced<Outcomes: ValueOutcomes>(
    _ bits: Outcomes.Bits, _ outcomes: Outcomes, at flatIndex: Int
  ) -> TracedValue {
    traced(
      outcomes.value(bits), bits: UInt64(bits), of: outcomes.format, outcomes.outcome(of: bits),
      at: flatIndex)
  }

  /// - Parameters:
  ///   - value: The value of the bits, which is NaN for any NaN.
  ///   - source: The format of the bits.
  ///   - outcome: The outcome that is known.
  private func traced(
    _ value: Double, bits: UInt64, of source: FloatFormat, _ outcome: Outcome, at flatIndex: Int
  ) -> TracedValue {
    let scaled = arithmetic == .exact ? cell.nearestProduct(value) : cell.singleProduct(value)
    let rounded = known(value, outcome) ?? rounded(value, scaled, bits, source)
    return TracedValue(
      flatIndex: flatIndex, bits: bits, value: value, scaled: scaled, code: rounded.code,
      rounded: rounded.value, outcome: outcome)
  }

  @inline(__always)
  private func known(_ value: Double, _ outcome: Outcome) -> Rounded? {
    switch outcome {
    case .underflow: value < 0 ? underflow.negative : underflow.positive
    case .overflow: value < 0 ? overflow.negative : overflow.positive
    default: nil
    }
  }

  private func rounded(
    _ value: Double, _ scaled: Double, _ bits: UInt64, _ source: FloatFormat
  ) -> Rounded {
    // A NaN keeps its payload.
    if value.isNaN { return Rounded(cell.projection.convert(bits, from: source)) }
    if arithmetic == .exact, let result = cell.product(value) { return Rounded(result) }
    // A product is a real number: none of its operands is flushed.
    guard let magnitude = ExactMagnitude(scaled) else {
      return Rounded(cell.projection.round(scaled))
    }
    return Rounded(cell.projection.round(magnitude, isNegative: scaled < 0))
  }
}

extension AuditCell {
  /// The exact product with a value, rounded; nil for zero, an infinity or NaN.
  fileprivate func product(_ value: Double) -> RoundingResult? {
    product(ofMagnitude: value).map { projection.round($0, isNegative: value < 0) }
  }

  /// What is nearest to the exact product in binary64.
  fileprivate func nearestProduct(_ value: Double) -> Double {
    if recordedScale == .one { return value * scale.value }
    guard let product = product(ofMagnitude: value) else { return value }
    return AuditCell.double.round(product, isNegative: value < 0).value
  }

  private static let double = Projection(.binary64)

  /// What `grad.float() * scale` gives, by the processor's arithmetic; a NaN is positive.
  fileprivate func singleProduct(_ value: Double) -> Double {
    let product = Float(recordedScale == .one ? value : single(value)) * Float(scale.value)
    return product.isNaN ? .nan : Double(product)
  }
}
