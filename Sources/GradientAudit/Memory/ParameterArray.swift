public import FloatEmulation

/// A number that training keeps of each parameter: its weight, its gradient, a moment.
///
/// How often it crosses memory is counted for one step of one micro-batch, and as low as
/// the recipe allows: each use of an array reads it once, each result is written once, and
/// what one kernel can do in one pass costs one pass.
public struct ParameterArray: Hashable, Sendable {
  /// What a number is for.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// What the forward and the backward pass read.
    case weights
    /// What the optimizer updates, where that is not what the passes read.
    case master
    /// What an addition to a weight has rounded away (Kahan's sum).
    case compensation
    /// What the backward pass yields.
    case gradients
    /// What the optimizer remembers.
    case state
  }

  /// What it is for.
  public let role: Role
  /// How it is stored.
  public let format: FloatFormat
  /// How often a step reads it.
  public let readCount: Int
  /// How often a step writes it.
  public let writeCount: Int
  /// Whether all parameters have it at the same time; false for what is made tensor by
  /// tensor and thrown away, which crosses memory but takes no room.
  public let isKept: Bool
  /// Bytes besides for each tensor, such as its scale.
  public let bytesPerTensor: Int

  init(
    _ role: Role, _ format: FloatFormat, reads: Int, writes: Int, isKept: Bool = true,
    bytesPerTensor: Int = 0
  ) {
    self.role = role
    self.format = format
    readCount = reads
    writeCount = writes
    self.isKept = isKept
    self.bytesPerTensor = bytesPerTensor
  }

  /// The bytes of one number.
  public var bytesPerParameter: Int { (format.bitWidth + 7) / 8 }

  /// The bytes of all numbers of a group of tensors.
  func byteCount(_ group: ParameterGroup) -> UInt64 {
    group.parameterCount * UInt64(bytesPerParameter)
      + UInt64(group.tensorCount) * UInt64(bytesPerTensor)
  }
}
