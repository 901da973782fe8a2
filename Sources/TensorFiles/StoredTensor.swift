/// Where a tensor's elements lie in its file, and what they are.
///
/// The values are facts from a validated header: `byteOffset + byteCount` does
/// not exceed the size that the file had when it was opened.
public struct StoredTensor: Hashable, Sendable {
  /// The name in the file's own table.
  ///
  /// `nil` in a container without names (`.npy`, where the path is the name); that of
  /// the entry without `.npy` in an archive.
  /// A name may hold anything: quotes, line feeds, markup, direction marks.
  public internal(set) var name: String?
  /// The type of the elements.
  public let elementType: ElementType
  /// Where each element lies behind the first one.
  public let layout: StridedLayout
  /// The offset in the file of the first byte; of a compressed one, that of the entry's.
  public internal(set) var byteOffset: UInt64
  /// The number of bytes from the first to the last one, both included: those in the
  /// file unless they are compressed, are written as text, or lie in several places.
  ///
  /// All are the tensor's, each once, where the layout is dense.
  public let byteCount: UInt64
  /// Whether the most significant byte of an element comes first in the file.
  ///
  /// Chunks are handed out in the host's order all the same.
  public let isBigEndian: Bool
  /// The entry of the archive that holds it, if one does.
  var member: ArchiveMember? = nil
  /// The text that stands for its bytes, if one does.
  var text: LatinText? = nil
  /// The boxes that it is put together from, if it lies in several places.
  var assembly: Assembly? = nil
  /// How it is had from a file that is a tree of groups, if it lies in one.
  var dataset: DatasetPlace? = nil

  /// The extents, outermost first; empty for a 0-d tensor, which has one element.
  public var shape: [Int] { layout.shape }

  /// The number of elements: the product of `shape`, proven not to overflow.
  public var elementCount: Int { layout.elementCount }

  /// Whether elements lie one behind the other, the first index varying fastest.
  public var isFortranOrder: Bool { layout.isFortranOrder }

  /// The offset in the file just behind the last byte.
  public var endOffset: UInt64 {
    if assembly != nil { return byteOffset }
    // Validated: at most the file's size.
    return isCompressed ? member?.entry.endOffset ?? byteOffset : byteOffset &+ byteCount
  }

  /// Whether its bytes are not those of the file, so that it is read best from its
  /// beginning on: it is compressed, or in chunks.
  public var isCompressed: Bool { member?.isCompressed ?? (dataset?.slabLength != nil) }

  /// Whether its name is a path of groups, any of which may stand for a step.
  public var isInGroups: Bool { dataset != nil }

  /// The CRC-32 that an archive promises for the entry that holds it.
  public var promisedChecksum: UInt32? { member?.entry.checksum }

  /// The bytes of one element; 1 where elements are narrower, or their width is not known.
  public var elementWidth: Int { max(1, (elementType.bitWidth ?? 8) / 8) }

  /// The same without its name: equal for the same elements of a file under other names.
  public var unnamed: StoredTensor {
    var unnamed = self
    unnamed.name = nil
    return unnamed
  }

  /// The same bytes under another element type of the same width.
  ///
  /// For arrays that lost their type on the way: NumPy writes ml_dtypes'
  /// bfloat16 as `<V2`, two bytes without meaning. `nil` where the widths differ
  /// or are not known.
  public func reinterpreted(as type: ElementType) -> StoredTensor? {
    guard let width = elementType.bitWidth, width == type.bitWidth else { return nil }
    return StoredTensor(
      name: name, elementType: type, layout: layout, byteOffset: byteOffset,
      byteCount: byteCount, isBigEndian: isBigEndian, member: member, text: text,
      assembly: assembly, dataset: dataset)
  }

  /// The same, or the tensor `reinterpreted(as:)` a type if its elements may be of it.
  func assuming(_ type: ElementType?) -> StoredTensor {
    guard let type, elementType.mayBe(type) else { return self }
    return reinterpreted(as: type) ?? self
  }

  /// The product of the extents of a shape, or `nil` where it overflows.
  ///
  /// An extent of zero makes the product zero, however large the others are.
  public static func elementCount(of shape: [Int]) -> Int? {
    if shape.contains(0) { return 0 }
    var product = 1
    for extent in shape {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      if overflow { return nil }
      product = next
    }
    return product
  }

  /// The bytes that a number of elements takes, or `nil` where that overflows.
  static func byteCount(of count: Int, byteWidth: Int) -> UInt64? {
    let (count, overflow) = UInt64(count).multipliedReportingOverflow(by: UInt64(byteWidth))
    return overflow ? nil : count
  }

  /// The bytes that a number of elements takes, or `nil` where that overflows or
  /// where packed elements do not fill whole bytes.
  static func byteCount(of count: Int, bitWidth: Int) -> UInt64? {
    let (high, low) = UInt64(count).multipliedFullWidth(by: UInt64(bitWidth))
    guard high < 8, low.isMultiple(of: 8) else { return nil }
    return high << 61 | low >> 3
  }
}
