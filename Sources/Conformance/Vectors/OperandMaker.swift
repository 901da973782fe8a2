internal import FloatEmulation

/// A code of the source format, and why it is in a set.
struct VectorOperand: Hashable {
  let kind: VectorKind
  let code: UInt64
}

/// Finds the source's codes at and around values of the target.
struct OperandMaker {
  private let source: FloatFormat
  private let target: FloatFormat
  private let towardZero: Projection

  init(_ source: FloatFormat, target: FloatFormat) {
    self.source = source
    self.target = target
    towardZero = Projection(source, direction: .towardZero)
  }

  /// The value of a magnitude code and the tie above it, with neighbours and both
  /// signs.
  func operands(around code: UInt64) -> [VectorOperand] {
    operands(at: target.decode(code), .code, beside: .besideCode)
      + (target.tie(above: code).map { operands(at: $0, .tie, beside: .besideTie) } ?? [])
  }

  /// Where something begins or ends, in the target and in the source.
  var thresholds: [VectorOperand] {
    let normal = target.leastNormalMagnitude
    let top = target.greatestFiniteMagnitude
    // Below this, a value is tiny even after rounding to nearest.
    let tiny = normal - Double(sign: .plus, exponent: -target.precision - 1, significand: normal)
    let values = [
      target.leastNonzeroMagnitude / 2, tiny, normal, top, top + target.ulpOfGreatest / 2,
      top + target.ulpOfGreatest, source.leastNonzeroMagnitude, source.leastNormalMagnitude,
      source.greatestFiniteMagnitude,
    ]
    return values.flatMap { operands(at: $0, .threshold, beside: .threshold) }
  }

  /// Zeros, infinities, and NaNs of both kinds with and without a payload.
  var specials: [VectorOperand] {
    guard let infinity = source.infinityCode, let nan = source.nanCode else { return [] }
    let payload = (nan ^ infinity) - 1
    let nans = [
      nan, nan | 1, nan | payload & 0x5555_5555_5555_5555, nan | payload,
      infinity | 1, infinity | payload & 0x5555_5555_5555_5555, infinity | payload,
    ]
    // A short trailing significand has no room for some of them.
    let distinct = nans.indices.filter { nans[$0] > infinity && !nans[..<$0].contains(nans[$0]) }
      .map { nans[$0] }
    return bothSigns(.zero, 0) + bothSigns(.infinity, infinity)
      + distinct.flatMap { bothSigns(.nan, $0) }
  }

  /// The source's value at a magnitude, if it has it, and those beside it.
  private func operands(
    at value: Double, _ kind: VectorKind, beside: VectorKind
  ) -> [VectorOperand] {
    guard value == 0 || value >= source.leastNonzeroMagnitude,
      value <= source.greatestFiniteMagnitude
    else { return [] }
    let result = towardZero.round(value)
    let isThere = result.value == value
    var operands = bothSigns(isThere ? kind : beside, result.code)
    if isThere && result.code > 0 { operands += bothSigns(beside, result.code - 1) }
    if result.code < source.greatestFiniteCode { operands += bothSigns(beside, result.code + 1) }
    return operands
  }

  private func bothSigns(_ kind: VectorKind, _ magnitude: UInt64) -> [VectorOperand] {
    [magnitude, magnitude | source.signBit].map { VectorOperand(kind: kind, code: $0) }
  }
}
