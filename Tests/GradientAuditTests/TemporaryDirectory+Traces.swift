import Foundation
import GradientAudit
import TensorFiles

/// What tests of traces read.
extension TemporaryDirectory {
  var index: RecordingIndex { RecordingIndex(Recording(paths: [path])) }

  /// Writes a safetensors file of one bfloat16 tensor.
  func writeBFloat16(_ name: String, tensor: String, codes: [UInt16]) throws {
    let bytes = TemporaryDirectory.bytes(codes)
    let header = Array(
      #"{"\#(tensor)":{"dtype":"BF16","shape":[\#(codes.count)],"data_offsets":[0,\#(bytes.count)]}}"#
        .utf8)
    let data = TemporaryDirectory.bytes([UInt64(header.count)]) + header + bytes
    try write(Data(data), to: name)
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
