internal import GradientAudit

@testable import TensorFiles

extension [UInt8] {
  /// An integer, least significant byte first; 0 where bytes are missing.
  func number(at place: Int, width: Int) -> UInt64 {
    guard place >= 0, place + width <= count else { return 0 }
    return self[place..<place + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Writes an integer, least significant byte first.
  mutating func set(_ number: UInt64, at place: Int, width: Int) {
    for index in 0..<width {
      self[place + index] = UInt8(truncatingIfNeeded: number >> UInt64(8 * index))
    }
  }

  /// The bytes of an integer, least significant byte first.
  init(_ number: UInt64, width: Int) {
    self.init(repeating: 0, count: width)
    set(number, at: 0, width: width)
  }
}

/// Makes the length of a `.npy` header that of its text, and the data as long as it says.
enum NumPyRepair {
  private static let longestData: UInt64 = 2048

  static func repair(_ mutant: [UInt8]) -> [UInt8]? {
    guard mutant.starts(with: NumPyReader.magic), mutant.count > 12 else { return nil }
    let start = mutant[6] == 1 ? 10 : 12
    guard let brace = mutant[start...].firstIndex(of: 0x7D) else { return nil }
    let end = mutant[brace...].firstIndex(of: 0x0A) ?? brace
    var repaired = mutant
    repaired.set(UInt64(end + 1 - start), at: 8, width: start - 8)
    return withData(repaired, from: end + 1)
  }

  /// The file with as much data as its header promises, if that is little.
  private static func withData(_ bytes: [UInt8], from start: Int) -> [UInt8] {
    do throws(TensorFileError) {
      // Of a file with too much room, the reader tells how much is too much.
      let padded = bytes[..<start] + Array(repeating: 0, count: Int(longestData) + 1)
      _ = try TensorFile(bytes: Array(padded), path: "a.npy")
    } catch {
      guard error.code == .trailingBytes, let end = error.byteOffset else { return bytes }
      let missing = max(0, Int(end) - bytes.count)
      return Array(bytes.prefix(Int(end))) + Array(repeating: 0x3C, count: missing)
    }
    return bytes
  }
}

/// Makes the length of a safetensors header that of its JSON.
enum SafetensorsRepair {
  static func repair(_ mutant: [UInt8]) -> [UInt8]? {
    guard mutant.count > 9, mutant[8] == 0x7B else { return nil }
    var (depth, isText, isEscaped) = (0, false, false)
    for place in 8..<mutant.count {
      let byte = mutant[place]
      if isEscaped {
        isEscaped = false
      } else if isText {
        isEscaped = byte == 0x5C
        isText = byte != 0x22
      } else if byte == 0x22 {
        isText = true
      } else if byte == 0x7B {
        depth += 1
      } else if byte == 0x7D {
        depth -= 1
      }
      if depth == 0 { return with(length: place - 7, mutant) }
    }
    return nil
  }

  private static func with(length: Int, _ mutant: [UInt8]) -> [UInt8] {
    var repaired = mutant
    repaired.set(UInt64(length), at: 0, width: 8)
    return repaired
  }
}

/// Makes the length and the checksum of a histogram file right, and its version one that is
/// known.
enum HistogramRepair {
  private static let headerCount = 24

  static func repair(_ mutant: [UInt8]) -> [UInt8]? {
    guard mutant.count > headerCount else { return nil }
    let newest = UInt8(RecordingHistogram.fileVersion)
    let version = (1...newest).contains(mutant[8]) ? mutant[8] : newest
    var repaired = [0x89] + Array("FPHIST\n".utf8) + [version, 0, 0, 0] + mutant[12...]
    let contents = Array(repaired[headerCount...])
    repaired.set(UInt64(Checksum.of(contents[...])), at: 12, width: 4)
    repaired.set(UInt64(contents.count), at: 16, width: 8)
    return repaired
  }
}
