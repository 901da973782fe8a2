import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles

/// What ml_dtypes makes of 8-bit types; written by `Tests/peers/check_float8.py --fixture`.
struct Float8Fixture: Decodable {
  /// The value of each code, as a hexadecimal literal or `nan`, `inf`.
  private let values: [String]
  /// Every code, from once to thirteen times, in no order.
  private let codes: String
  /// The outcomes of these codes.
  let counts: [Cell]

  struct Cell: Decodable {
    let format: String
    let scale: Double
    /// In the order of the CSV: zero, infinite, NaN, underflow, subnormal, normal, overflow.
    let outcomes: [UInt64]
  }

  /// The values of all codes.
  var codeValues: [Double] { values.map { Double($0) ?? .nan } }

  /// The codes that were counted.
  var codeBytes: [UInt8] {
    let digits = codes.utf8.map { UInt8($0 < 0x3A ? $0 - 0x30 : $0 - 0x57) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  static func load() throws -> [String: Float8Fixture] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/float8.json")
    return try JSONDecoder().decode([String: Float8Fixture].self, from: Data(contentsOf: file))
  }

  static func load(_ type: Float8Type) throws -> Float8Fixture {
    guard let fixture = try load()[type.rawValue] else { throw CocoaError(.fileReadCorruptFile) }
    return fixture
  }
}

extension OutcomeCounts {
  /// In the order of the CSV.
  var inOrder: [UInt64] {
    [.zero, .infinite, .nan, .underflow, .subnormal, .normal, .overflow].map { self[$0] }
  }
}

extension TemporaryDirectory {
  /// Writes an 8-bit tensor as safetensors, under the word of that container.
  func writeFloat8(_ name: String, tensor: String, word: String, codes: [UInt8]) throws {
    let header = Array(
      #"{"\#(tensor)":{"dtype":"\#(word)","shape":[\#(codes.count)],"data_offsets":[0,\#(codes.count)]}}"#
        .utf8)
    try write(
      Data(TemporaryDirectory.bytes([UInt64(header.count)]) + header + codes), to: name)
  }
}
