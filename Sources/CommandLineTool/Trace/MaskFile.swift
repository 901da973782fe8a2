/// A mask as a `.npy` file of the type `|b1`, format version 1.0 or 2.0, in C order.
enum MaskFile {
  /// What stands before the bytes of the elements.
  static func header(shape: [Int]) -> [UInt8] {
    let extents = shape.map(String.init).joined(separator: ", ")
    let tuple = shape.count == 1 ? "(\(extents),)" : "(\(extents))"
    var text = Array("{'descr': '|b1', 'fortran_order': False, 'shape': \(tuple), }".utf8)
    // The whole is a multiple of 64 long, and its last byte is a line feed.
    let isLong = text.count > Int(UInt16.max) - 128
    let prefix = isLong ? 12 : 10
    let blanks = 63 - (prefix + text.count) % 64
    text += [UInt8](repeating: 0x20, count: blanks) + [0x0A]
    let count = (0..<(isLong ? 4 : 2)).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    return [0x93] + Array("NUMPY".utf8) + [isLong ? 2 : 1, 0] + count + text
  }
}
