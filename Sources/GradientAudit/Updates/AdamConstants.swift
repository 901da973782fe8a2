#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A type in which an optimizer computes.
protocol UpdateValue: BinaryFloatingPoint {
  /// The number, rounded.
  init(_ number: Double)
  /// The number in binary64, exactly.
  var wide: Double { get }
}

extension Float: UpdateValue {
  @inline(__always) var wide: Double { Double(self) }
}

extension Double: UpdateValue {
  @inline(__always) var wide: Double { self }
}

/// The numbers of one step of Adam: computed in binary64, as Python does, then rounded.
struct AdamConstants<Value: UpdateValue> {
  let beta2: Value
  let squareShare: Value
  let epsilon: Value
  /// The root of the second moment's bias correction.
  let correction: Value
  /// The learning rate over the first moment's bias correction, negated.
  let rate: Value
  private let share: Value

  init(_ optimizer: OptimizerSettings, step: Int) {
    let steps = Double(step)
    beta2 = Value(optimizer.beta2)
    squareShare = Value(1 - optimizer.beta2)
    epsilon = Value(optimizer.epsilon)
    correction = Value((1 - pow(optimizer.beta2, steps)).squareRoot())
    rate = Value(-(optimizer.learningRate / (1 - pow(optimizer.beta1, steps))))
    share = Value(1 - optimizer.beta1)
  }

  /// The first moment: `torch.lerp`, which goes from the nearer end.
  @inline(__always)
  func mean(_ mean: Value, _ gradient: Value) -> Value {
    share.magnitude < 0.5
      ? mean + share * (gradient - mean) : gradient - (gradient - mean) * (1 - share)
  }
}
