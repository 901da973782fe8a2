/// A sign that a recording was killed while it was written.
///
/// Writers that reserve the whole file first (safetensors' `serialize_to_file`,
/// NumPy's `open_memmap`) leave behind, when killed, a file of full length with a
/// valid header and zeros from the place where they stopped. It passes every
/// structural check, and its zeros would count as gradients that are zero.
///
/// This is a suspicion, not an error, since a gradient may truly be zero. What is
/// taken as evidence, and what is not, stands at `TensorFile.interruptedWrite()`.
public struct InterruptedWrite: Hashable, Sendable, CustomStringConvertible {
  /// What makes the zeros suspicious.
  public enum Evidence: String, Hashable, Sendable {
    /// The file system stores nothing from here to the end of the file.
    case hole
    /// The zeros begin at a multiple of 4096 bytes, inside a tensor.
    case pageBoundary
    /// Every byte of every tensor is zero.
    case everythingZero
  }

  /// The path of the file.
  public let path: String
  /// The name of the tensor in which the data stop, where it has one.
  public let tensor: String?
  /// The offset in the file behind the last element that is not zero.
  public let byteOffset: UInt64
  /// The number of bytes from there to the end of the file, all zero.
  public let zeroByteCount: UInt64
  /// What makes the zeros suspicious.
  public let evidence: Evidence

  /// The suspicion as an error, for lists that hold both.
  public var warning: TensorFileError {
    TensorFileError(
      .interruptedWrite, path: path, tensor: tensor, byteOffset: byteOffset,
      what: "looks like an interrupted write: \(zeroByteCount) zero bytes up to the end of the "
        + "file, \(evidence.inWords)",
      remedy: "check that the recording was completed")
  }

  /// One line for a person, without the program's name.
  public var description: String { warning.description }
}

extension InterruptedWrite.Evidence {
  fileprivate var inWords: String {
    switch self {
    case .hole: "which were never stored"
    case .pageBoundary: "from a page boundary inside a tensor"
    case .everythingZero: "which is all that the tensors hold"
    }
  }
}
