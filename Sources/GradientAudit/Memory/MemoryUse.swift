/// The bytes of some parameters under a recipe with an optimizer, exactly.
///
/// Derived from shapes, not measured: allocators round up, and activations are no part of
/// a recording.
public struct MemoryUse: Hashable, Sendable {
  /// The bytes that are kept for each purpose, in the order of `ParameterArray.Role`.
  private let keptByRole: [UInt64]
  /// The bytes that one step of one micro-batch reads and writes.
  public let movedByteCount: UInt64

  init(_ group: ParameterGroup, _ recipe: MemoryRecipe, _ optimizer: Optimizer) {
    let arrays = recipe.arrays(optimizer)
    keptByRole = ParameterArray.Role.allCases.map { role in
      arrays.filter { $0.role == role && $0.isKept }.reduce(0) { $0 + $1.byteCount(group) }
    }
    movedByteCount = arrays.reduce(0) {
      $0 + $1.byteCount(group) * UInt64($1.readCount + $1.writeCount)
    }
  }

  /// The bytes that are kept for a purpose.
  public func keptByteCount(_ role: ParameterArray.Role) -> UInt64 {
    zip(ParameterArray.Role.allCases, keptByRole).reduce(0) { $0 + ($1.0 == role ? $1.1 : 0) }
  }

  /// All bytes that are kept.
  public var keptByteCount: UInt64 { keptByRole.reduce(0, +) }
}
