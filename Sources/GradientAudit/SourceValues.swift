internal import TensorFiles

/// Turns the bytes of chunks into binary64 values, which hold every recorded value exactly.
enum SourceValues {
  /// Stores some elements of a chunk, counted from its first, in an array from a place on.
  ///
  /// - Precondition: The chunk has these elements, and the array room for them.
  static func decode(
    _ chunk: RawSpan, _ elements: Range<Int>, of type: ElementType, into values: inout [Double],
    from place: Int = 0
  ) {
    switch type {
    case .float64:
      chunk.withElements(of: UInt64.self) {
        store($0, elements, &values, place) { Double(bitPattern: $0) }
      }
    case .float32:
      chunk.withElements(of: UInt32.self) {
        store($0, elements, &values, place) { Double(Float(bitPattern: $0)) }
      }
    case .bfloat16:
      chunk.withElements(of: UInt16.self) {
        store($0, elements, &values, place) { Double(Float(bitPattern: UInt32($0) << 16)) }
      }
    case .float16:
      let table = binary16Values
      chunk.withElements(of: UInt16.self) {
        store($0, elements, &values, place) { table[Int($0)] }
      }
    case .float8(let type):
      let table = type.values
      chunk.withElements(of: UInt8.self) {
        store($0, elements, &values, place) { table[Int($0)] }
      }
    case .unaudited: break
    }
  }

  @inline(__always)
  private static func store<Bits: BitwiseCopyable>(
    _ source: Span<Bits>, _ elements: Range<Int>, _ values: inout [Double], _ place: Int,
    _ value: (Bits) -> Double
  ) {
    var target = values.mutableSpan
    for index in 0..<elements.count {
      target[place + index] = value(source[elements.lowerBound + index])
    }
  }

  /// Every value of binary16 by its bit pattern.
  private static let binary16Values = (UInt16.min...UInt16.max).map(Binary16Source.value)
}
