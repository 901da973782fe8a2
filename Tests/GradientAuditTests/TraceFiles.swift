import Foundation
import GradientAudit
import TensorFiles

/// A directory of tensor files that are made for a test, and go away with it.
final class TraceFiles {
  let path = NSTemporaryDirectory() + "fpaudit-" + UUID().uuidString

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var index: RecordingIndex { RecordingIndex(Recording(paths: [path])) }

  /// Writes a `.npy` file of bytes in the order of the file.
  func write(
    _ name: String, type: String, shape: [Int], isFortran: Bool = false, bytes: [UInt8]
  ) throws {
    let extents = shape.map { "\($0)," }.joined()
    let header =
      "{'descr': '\(type)', 'fortran_order': \(isFortran ? "True" : "False"), 'shape': (\(extents))}"
      .padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
    try put(name, [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + bytes)
  }

  /// Writes a safetensors file of one bfloat16 tensor.
  func writeBFloat16(_ name: String, tensor: String, codes: [UInt16]) throws {
    let bytes = TraceFiles.bytes(codes)
    let header = Array(
      #"{"\#(tensor)":{"dtype":"BF16","shape":[\#(codes.count)],"data_offsets":[0,\#(bytes.count)]}}"#
        .utf8)
    try put(name, TraceFiles.bytes([UInt64(header.count)]) + header + bytes)
  }

  private func put(_ name: String, _ bytes: [UInt8]) throws {
    let file = URL(filePath: path).appending(path: name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// The bytes of integers, the least significant first.
  static func bytes<Bits: FixedWidthInteger>(_ values: [Bits]) -> [UInt8] {
    values.flatMap { value in
      (0..<Bits.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> Bits(8 * $0)) }
    }
  }

  /// The places in C order of values that stand in Fortran order.
  static func placesOfFortranOrder(_ shape: [Int]) -> [Int] {
    (0..<shape.reduce(1, *)).map { place in
      var (rest, flat) = (place, 0)
      for axis in shape.indices {
        let stride = shape[(axis + 1)...].reduce(1, *)
        flat += rest % shape[axis] * stride
        rest /= shape[axis]
      }
      return flat
    }
  }
}

extension RecordingIndex {
  /// All values that a query lists, tensor by tensor, and what was found.
  func traced(
    _ query: TraceQuery, threads: Int = 2
  ) throws -> (values: [[TracedValue]], tensors: [TracedTensor], problems: [TensorFileError]) {
    let tracer = Tracer(query, threadCount: threads)
    var values: [[TracedValue]] = []
    var last: RecordedTensor?
    let found = try tracer.trace(tensors) { tensor, part in
      if tensor != last { values.append([]) }
      last = tensor
      values[values.count - 1] += part
    }
    return (values, found, tracer.problems)
  }
}
