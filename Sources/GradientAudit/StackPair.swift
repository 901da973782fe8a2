internal import FloatEmulation
internal import TensorFiles

/// Two stacks on the chunks of tensors, one after the other.
final class StackPair {
  private let format: FloatFormat
  private let greatest: Double
  /// Whether one of them takes subnormals for zero.
  private let flushes: Bool
  private let encoders: (ChainEncoder, ChainEncoder)
  private let comparesNaNs: Bool
  private let limit: Int
  private var (step, tensor, type) = (0, "", ElementType.float32)
  private var counts = DifferenceCounts()
  private var kinds = [UInt64](repeating: 0, count: DifferenceKind.allCases.count)
  private(set) var differences: [StackDifference] = []
  /// How many of them are of the tensors before.
  private var differencesBefore = 0
  private var first: [UInt32] = []
  private var second: [UInt32] = []

  init(
    _ first: ProjectionChain, _ second: ProjectionChain, comparesNaNs: Bool, limit: Int
  ) {
    format = first.format
    greatest = format.greatestFiniteMagnitude
    flushes = !first.projection.flushing.union(second.projection.flushing).isEmpty
    encoders = (ChainEncoder(first), ChainEncoder(second))
    self.comparesNaNs = comparesNaNs
    self.limit = limit
  }

  /// Begins a tensor.
  func begin(step: Int, tensor: String, _ type: ElementType) {
    (self.step, self.tensor, self.type) = (step, tensor, type)
    counts = DifferenceCounts()
    kinds = kinds.map { _ in 0 }
    differencesBefore = differences.count
  }

  /// Forgets the tensor, which could not be read to its end.
  func abandon() { differences.removeLast(differences.count - differencesBefore) }

  /// The counts of the tensor.
  func finish() -> ComparedTensor {
    for kind in DifferenceKind.allCases where kinds[kind.index] > 0 {
      counts[kind] = kinds[kind.index]
    }
    return ComparedTensor(step: step, tensor: tensor, elementType: type, counts: counts)
  }

  /// Compares a chunk of elements in the host's byte order.
  func compare(_ chunk: RawSpan) {
    switch type {
    case .float64:
      chunk.withElements(of: UInt64.self) { compare($0, StackPair.doubles($0)) }
    case .float32:
      chunk.withElements(of: UInt32.self) { compare($0, StackPair.floats($0)) }
    case .float16:
      chunk.withElements(of: UInt16.self) { compare($0, StackPair.floats($0, of: widened)) }
    case .bfloat16:
      chunk.withElements(of: UInt16.self) { compare($0, StackPair.floats(bfloat16: $0)) }
    case .float8(let type):
      let table = (0...UInt64(UInt8.max)).map { Float($0, of: type.format) }
      chunk.withElements(of: UInt8.self) { compare($0, StackPair.floats($0, of: table)) }
    case .unaudited: break
    }
  }

  /// Every binary16 value in binary32, made when it is first needed.
  private lazy var widened = (0...UInt64(UInt16.max)).map { Float($0, of: .binary16) }

  private func compare<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ bits: Span<Bits>, _ values: [Float]
  ) {
    resize(values.count)
    var target = first.mutableSpan
    encoders.0.encode(values.span, into: &target)
    target = second.mutableSpan
    encoders.1.encode(values.span, into: &target)
    for index in StackPair.places(first, second) {
      note(index, UInt64(truncatingIfNeeded: bits[index]), Double(values[index]))
    }
    counts.values += UInt64(values.count)
  }

  private func compare(_ bits: Span<UInt64>, _ values: [Double]) {
    resize(values.count)
    var target = first.mutableSpan
    encoders.0.encode(values.span, into: &target)
    target = second.mutableSpan
    encoders.1.encode(values.span, into: &target)
    for index in StackPair.places(first, second) { note(index, bits[index], values[index]) }
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

  /// Notes a difference.
  private func note(_ index: Int, _ bits: UInt64, _ value: Double) {
    let codes = (UInt64(first[index]), UInt64(second[index]))
    let classes = (format.valueClass(of: codes.0), format.valueClass(of: codes.1))
    if !comparesNaNs && classes.0 == .nan && classes.1 == .nan { return }
    let kind = kind(value, classes)
    kinds[kind.index] += 1
    guard differences.count < limit else { return }
    differences.append(
      StackDifference(
        step: step, tensor: tensor, flatIndex: Int(counts.values) + index, elementType: type,
        bits: bits, value: value, first: codes.0, second: codes.1, kind: kind))
  }

  private func kind(_ value: Double, _ classes: (ValueClass, ValueClass)) -> DifferenceKind {
    if value.isNaN { return .nan }
    let isBelowRange = value < 0 && !format.isSigned
    if value.magnitude > greatest || isBelowRange { return .overflow }
    return flushes && (classes.0 == .zero) != (classes.1 == .zero) ? .flush : .rounding
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

  private static func floats<Code: FixedWidthInteger & BitwiseCopyable>(
    _ bits: Span<Code>, of table: [Float]
  ) -> [Float] {
    var values = [Float](repeating: 0, count: bits.count)
    for index in bits.indices { values[index] = table[Int(bits[index])] }
    return values
  }
}

extension DifferenceKind {
  fileprivate var index: Int {
    switch self {
    case .overflow: 0
    case .flush: 1
    case .nan: 2
    case .rounding: 3
    }
  }
}

extension Float {
  /// The value of a code of at most 16 bits, exactly; a NaN keeps its sign and payload,
  /// signaling or not, and is a quiet one without where it has neither.
  fileprivate init(_ code: UInt64, of format: FloatFormat) {
    let value = format.decode(code)
    let trailingCount = format.trailingSignificandBitCount
    let payload = UInt32(code & ((1 << trailingCount) - 1)) << UInt32(23 - trailingCount)
    let sign: UInt32 = payload != 0 && code & format.signBit != 0 ? 1 << 31 : 0
    let nan = payload == 0 ? Float.nan.bitPattern : 0x7F80_0000 | payload | sign
    self = value.isNaN ? Float(bitPattern: nan) : Float(value)
  }
}
