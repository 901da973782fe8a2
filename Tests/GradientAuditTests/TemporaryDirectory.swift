import Foundation

/// A directory for arrays, which goes away with the value.
final class TemporaryDirectory {
  let path = NSTemporaryDirectory() + "fpaudit-" + UUID().uuidString

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes binary32 values as `.npy`, the file cut by some bytes.
  func write(_ values: [Float], to name: String, lessBytes missing: Int = 0) throws {
    try write(values, "<f4", to: name, lessBytes: missing)
  }

  /// Writes binary64 values as `.npy`.
  func write(_ values: [Double], to name: String) throws {
    try write(values, "<f8", to: name, lessBytes: 0)
  }

  private func write<Value: BitwiseCopyable>(
    _ values: [Value], _ descriptor: String, to name: String, lessBytes missing: Int
  ) throws {
    let bytes = unsafe values.withUnsafeBytes { unsafe [UInt8]($0) }
    try write(
      name, type: descriptor, shape: [values.count], bytes: bytes, lessBytes: missing)
  }

  /// Writes a `.npy` file of bytes in the order of the file, the last of them cut off.
  func write(
    _ name: String, type: String, shape: [Int], isFortran: Bool = false, bytes: [UInt8],
    lessBytes missing: Int = 0
  ) throws {
    let extents = shape.map { "\($0)," }.joined()
    let header =
      "{'descr': '\(type)', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': (\(extents))}"
      .padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
    let data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + bytes)
    try write(data.dropLast(missing), to: name)
  }

  /// Writes a file.
  func write(_ data: Data, to name: String) throws {
    let file = URL(filePath: path).appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  /// Makes a symbolic link to another place in the directory.
  func link(_ target: String, to name: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: path + "/" + name, withDestinationPath: path + "/" + target)
  }
}
