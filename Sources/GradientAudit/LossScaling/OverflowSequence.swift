internal import TensorFiles

/// Which steps overflow, written down: `o` for a step whose gradients are all finite, `X`
/// for one with a gradient that is not.
///
/// An open loop: what is written does not depend on the scale.
public struct OverflowSequence: Hashable, Sendable, CustomStringConvertible {
  /// Whether each step overflows.
  public let overflows: [Bool]

  /// Reads a sequence such as `ooXoo`.
  ///
  /// - Throws: ``OverflowSequenceError``.
  public init(_ text: String) throws(OverflowSequenceError) {
    var overflows: [Bool] = []
    for (place, scalar) in text.unicodeScalars.enumerated() {
      switch scalar {
      case "o": overflows.append(false)
      case "X": overflows.append(true)
      default: throw .otherLetter(scalar, place: place + 1)
      }
    }
    if overflows.isEmpty { throw .empty }
    self.overflows = overflows
  }

  /// As it was written.
  public var description: String { String(overflows.map { $0 ? "X" : "o" }) }
}

/// Why a text is no sequence of steps.
public enum OverflowSequenceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is no step in it.
  case empty
  /// A letter other than `o` and `X`, and its place from 1 on.
  case otherLetter(Unicode.Scalar, place: Int)

  /// What is wrong, and what to write.
  public var description: String {
    switch self {
    case .empty: "the sequence has no step; write o for a finite step and X for an overflow"
    case .otherLetter(let letter, let place):
      "`\(String(letter).escapedForDisplay)` at place \(place) of the sequence is neither o, a "
        + "finite step, nor X, an overflow"
    }
  }
}
