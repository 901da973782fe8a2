internal import TensorFiles

extension TensorFileError {
  /// A tensor whose step and name were seen before.
  ///
  /// - Parameters:
  ///   - first: The file that had it first, where that is known.
  ///   - task: What to do with one recording at a time: `audit`.
  static func duplicateTensor(
    _ tensor: String, of step: Int, in path: String, byteOffset: UInt64, first: String?,
    task: String
  ) -> TensorFileError {
    let source = first.map { ", from \($0)" } ?? ""
    return duplicateTensor(
      tensor, in: path, byteOffset: byteOffset,
      what: "step \(step) has this tensor already\(source)", task: task)
  }

  /// A tensor that another file has as well.
  static func duplicateTensor(
    _ tensor: String, in path: String, byteOffset: UInt64? = nil, what: String, task: String
  ) -> TensorFileError {
    TensorFileError(
      .duplicateTensorName, path: path, tensor: tensor, byteOffset: byteOffset, what: what,
      remedy: "\(task) the two recordings one at a time")
  }
}
