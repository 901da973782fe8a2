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
    let header =
      "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': (\(values.count),)}"
      .padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
    var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8))
    data.append(unsafe values.withUnsafeBytes { unsafe Data($0) })
    try write(data.dropLast(missing), to: name)
  }

  /// Writes a file.
  func write(_ data: Data, to name: String) throws {
    let file = URL(filePath: path).appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }
}
