/// Names of files for tensors, whatever the tensors are called.
///
/// `step_<step>.<name>.npy` where the name is at most 100 bytes of lower-case letters,
/// digits, `.`, `_` and `-`. Else every other byte, capitals too, becomes `_`, what is
/// beyond 100 bytes goes, and 16 hexadecimal digits follow, the FNV-1a hash of the name:
/// `step_10.fc_weight~af63dc4c8601ec8c.npy`. No file system takes two of them for one, and
/// none leads out of its directory. Should two names have the same hash, `~2` follows.
struct MaskNames {
  private var used: Set<String> = []
  private static let limit = 100

  /// The name of the file of a tensor.
  mutating func name(step: Int, tensor: String) -> String {
    let base = "step_\(step).\(MaskNames.stem(tensor))"
    var (name, number) = (base, 2)
    while !used.insert(name).inserted {
      name = "\(base)~\(number)"
      number += 1
    }
    return name + ".npy"
  }

  private static func stem(_ tensor: String) -> String {
    let bytes = Array(tensor.utf8)
    if !bytes.isEmpty && bytes.count <= limit && bytes.allSatisfy(isPlain) { return tensor }
    let plain = bytes.prefix(limit).map { isPlain($0) ? $0 : UInt8(ascii: "_") }
    let digits = String(hash(bytes), radix: 16)
    return String(decoding: plain, as: UTF8.self) + "~"
      + String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || "._-".utf8.contains(byte)
  }

  /// FNV-1a of 64 bits (Fowler, Noll and Vo).
  private static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
