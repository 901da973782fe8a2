/// How a scaler stores its scale, and so how the scale itself is rounded.
///
/// It matters outside `2^-126..2^127` and for factors that are no powers of two alone.
public enum ScaleStorage: String, Hashable, Sendable, CaseIterable {
  /// A binary32 tensor times a Python number, which becomes binary32 first: Megatron,
  /// ColossalAI, Keras, Flax, Paddle. Measured with PyTorch 2.15 on 2,000 random products.
  case fp32
  /// A binary32 tensor times a C `double`: one product in binary64, rounded once into
  /// binary32, as PyTorch's and apex's kernels do it (`AmpKernels.cu`,
  /// `update_scale_hysteresis.cu`).
  case fp32FromFP64 = "fp32-from-fp64"
  /// A Python number: binary64 all along.
  case fp64

  /// The scale as it is stored.
  public func stored(_ scale: Double) -> Double {
    self == .fp64 ? scale : Double(Float(scale))
  }

  /// A scale times a factor, stored.
  func product(_ scale: Double, _ factor: Double) -> Double {
    switch self {
    case .fp32: Double(Float(scale) * Float(factor))
    case .fp32FromFP64: Double(Float(scale * factor))
    case .fp64: scale * factor
    }
  }

  /// A scale divided by a factor, stored.
  func quotient(_ scale: Double, _ factor: Double) -> Double {
    switch self {
    case .fp32: Double(Float(scale) / Float(factor))
    case .fp32FromFP64: Double(Float(scale / factor))
    case .fp64: scale / factor
    }
  }
}
