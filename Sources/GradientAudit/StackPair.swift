internal import FloatEmulation
internal import TensorFiles

/// Two stacks on the chunks of tensors, one after the other.
final class StackPair {
  private let chains: (ProjectionChain, ProjectionChain)
  private let encoders: (ChainEncoder, ChainEncoder)
  private let comparesNaNs: Bool
  private let limit: Int
  private var (step, tensor, type) = (0, "", ElementType.float32)
  private var counts = DifferenceCounts()
  private(set) var differences: [StackDifference] = []
  private var first: [UInt32] = []
  private var second: [UInt32] = []

  init(
    _ first: ProjectionChain, _ second: ProjectionChain, comparesNaNs: Bool, limit: Int
  ) {
    chains = (first, second)
    encoders = (ChainEncoder(first), ChainEncoder(second))
    self.comparesNaNs = comparesNaNs
    self.limit = limit
  }

  /// Begins a tensor.
  func begin(step: Int, tensor: String, _ type: ElementType) {
    (self.step, self.tensor, self.type) = (step, tensor, type)
    counts = DifferenceCounts()
  }

  /// The counts of the tensor.
  func finish() -> ComparedTensor {
    ComparedTensor(step: step, tensor: tensor, elementType: type, counts: counts)
  }

  /// Compares a chunk of elements in the host's byte order.
  func compare(_ chunk: RawSpan) {
    switch type {
    case .float64:
      chunk.withElements(of: UInt64.self) { bits in
        compare(bits, StackPair.doubles(bits)) { value in
          (chains.0.round(value), chains.1.round(value))
        }
      }
    case .float32:
      chunk.withElements(of: UInt32.self) { compare($0, StackPair.floats($0)) }
    case .float16:
      chunk.withElements(of: UInt16.self) { compare($0, StackPair.floats($0, of: widened)) }
    case .bfloat16:
      chunk.withElements(of: UInt16.self) { compare($0, StackPair.floats(bfloat16: $0)) }
    case .unaudited: break
    }
  }

  /// Every binary16 value in binary32, made when it is first needed.
  private lazy var widened = (0...UInt16.max).map { Float(binary16: $0) }

  private func compare<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bits: Span<Bits>, _ values: [Float]
  ) {
    resize(values.count)
    var target = first.mutableSpan
    encoders.0.encode(values.span, into: &target)
    target = second.mutableSpan
    encoders.1.encode(values.span, into: &target)
    for index in StackPair.places(first, second) {
      note(
        index, UInt64(truncatingIfNeeded: bits[index]), Double(values[index]),
        (chains.0.round(values[index]), chains.1.round(values[index])))
    }
    counts.values += UInt64(values.count)
  }

  private func compare(
    _ bits: Span<UInt64>, _ values: [Double],
    _ round: (Double) -> (RoundingResult, RoundingResult)
  ) {
    resize(values.count)
    var target = first.mutableSpan
    encoders.0.encode(values.span, into: &target)
    target = second.mutableSpan
    encoders.1.encode(values.span, into: &target)
    for index in StackPair.places(first, second) {
      note(index, bits[index], values[index], round(values[index]))
    }
    counts.values += UInt64(values.count)
  }

  private func resize(_ count: Int) {
    guard first.count != count else { return }
    first = [UInt32](repeating: 0, count: count)
    second = first
  }

  /// The places where two arrays of codes differ.
  private static func places(_ first: [UInt32], _ second: [UInt32]) -> [Int] {
    let a = first.span
    let b = second.span
    var places: [Int] = []
    for index in a.indices where a[index] != b[index] { places.append(index) }
    return places
  }

  private func note(
    _ index: Int, _ bits: UInt64, _ value: Double, _ results: (RoundingResult, RoundingResult)
  ) {
    if !comparesNaNs && results.0.value.isNaN && results.1.value.isNaN { return }
    let kind = kind(value, results)
    counts[kind] += 1
    guard differences.count < limit else { return }
    differences.append(
      StackDifference(
        step: step, tensor: tensor, flatIndex: Int(counts.values) + index, elementType: type,
        bits: bits, value: value, first: results.0.code, second: results.1.code, kind: kind))
  }

  private func kind(
    _ value: Double, _ results: (RoundingResult, RoundingResult)
  ) -> DifferenceKind {
    if value.isNaN { return .nan }
    let beyond = [results.0.outcome, results.1.outcome].contains {
      $0 == .overflow || $0 == .infinite
    }
    if beyond || value.isInfinite { return .overflow }
    let flushes = !chains.0.projection.flushing.union(chains.1.projection.flushing).isEmpty
    return flushes && results.0.value.isZero != results.1.value.isZero ? .flush : .rounding
  }
}

extension StackPair {
  private static func floats(_ bits: Span<UInt32>) -> [Float] {
    var values = [Float](repeating: 0, count: bits.count)
    for index in bits.indices { values[index] = Float(bitPattern: bits[index]) }
    return values
  }

  private static func doubles(_ bits: Span<UInt64>) -> [Double] {
    var values = [Double](repeating: 0, count: bits.count)
    for index in bits.indices { values[index] = Double(bitPattern: bits[index]) }
    return values
  }

  private static func floats(bfloat16 bits: Span<UInt16>) -> [Float] {
    var values = [Float](repeating: 0, count: bits.count)
    for index in bits.indices { values[index] = Float(bitPattern: UInt32(bits[index]) << 16) }
    return values
  }

  private static func floats(_ bits: Span<UInt16>, of table: [Float]) -> [Float] {
    var values = [Float](repeating: 0, count: bits.count)
    for index in bits.indices { values[index] = table[Int(bits[index])] }
    return values
  }
}

extension Float {
  /// A binary16 value; a NaN keeps its sign and payload, signaling or not.
  fileprivate init(binary16 bits: UInt16) {
    let value = FloatFormat.binary16.decode(UInt64(bits))
    let nan = 0x7F80_0000 | UInt32(bits & 0x3FF) << 13 | UInt32(bits >> 15) << 31
    self = value.isNaN ? Float(bitPattern: nan) : Float(value)
  }
}
