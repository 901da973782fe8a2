/// A numbered set of inputs: the same index always gives the same value, so that
/// any part can be made by any thread.
public struct InputSpace<Value: WitnessValue>: Sendable {
  /// What the inputs are, in words, for the certificate.
  public let description: String
  /// How many there are.
  public let count: UInt64
  /// Fills a buffer with the values from an index on.
  let fill: @Sendable (_ first: UInt64, _ buffer: inout MutableSpan<Value>) -> Void

  /// The value with an index below `count`.
  public func value(_ index: UInt64) -> Value {
    var buffer: [Value] = [0]
    var target = buffer.mutableSpan
    fill(index, &target)
    return buffer[0]
  }
}

extension InputSpace<Float> {
  /// Binary32 bit patterns: each of the 2^32, or each `stride`th of them.
  ///
  /// - Precondition: `stride > 0`.
  public static func binary32(every stride: UInt64) -> InputSpace {
    InputSpace(
      description: stride == 1
        ? "every binary32 bit pattern" : "every \(stride)th binary32 bit pattern",
      count: ((1 << 32) - 1) / stride + 1
    ) { first, buffer in
      let pattern = first * stride  // below 2^32
      for index in 0..<buffer.count {
        buffer[index] = Float(
          bitPattern: UInt32(truncatingIfNeeded: pattern &+ UInt64(index) &* stride))
      }
    }
  }
}
