/// What the path of a file says about a recording: the step, and the part of a
/// tensor's name that comes from directories and from the file itself.
///
/// A step is a number behind one of the words that recorders use, in a directory
/// or in the file's name: `step_000100/`, `global_step7`, `iter_000100`,
/// `step100.safetensors`, `grads-100.npy`. The deepest such component decides,
/// `step` before `iter` before `grads`. The others give the name.
///
/// Below a directory that was asked for, what stands below it decides; its own
/// path is looked at only where nothing below names a step. So a directory means
/// the same from wherever it is named.
struct RecordingPath: Hashable {
  /// The step number; 0 where no component has one.
  let step: Int
  /// The directories that belong to the name, outermost first.
  let scope: [String]
  /// The file's name without extension and without its step; may be empty.
  let stem: String

  /// Reads a path.
  ///
  /// - Parameters:
  ///   - path: The path of a file.
  ///   - root: The directory that was asked for; nil when it was the file itself.
  init(_ path: String, below root: String?) {
    var components = RecordingPath.components(of: path)
    let rootDepth = root.map { RecordingPath.components(of: $0).count }
    let last = components.popLast() ?? ""
    components.append(RecordingPath.withoutExtension(last))

    let found =
      RecordingPath.step(in: components.dropFirst(rootDepth ?? 0))
      ?? RecordingPath.step(in: components[...])
    step = found?.step ?? 0
    // Of a path that names a single file, only what is below the step counts.
    let firstOfName = rootDepth ?? found.map { min($0.position + 1, components.count - 1) }
    let nameRange =
      min(firstOfName ?? components.count - 1, components.count - 1)..<components.count
    var names = nameRange.map { position in
      position == found?.position ? found?.rest ?? "" : components[position]
    }
    stem = names.popLast() ?? ""
    scope = names.filter { !$0.isEmpty }
  }

  /// The full name of a tensor: the directories, then the file's own word for it
  /// or, without one, the file's name.
  func tensorName(_ name: String?) -> String {
    let own = name ?? (stem.isEmpty ? "tensor" : stem)
    return (scope + [own]).joined(separator: "/")
  }

  /// The parts between slashes, which are bytes: a slash and a combining mark
  /// behind it would be one `Character`.
  private static func components(of path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
      .filter { $0 != "." }
  }

  private static func withoutExtension(_ name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    let known: Set<Substring> = [
      "npy", "npz", "safetensors", "mmap", "pt", "pth", "bin", "ckpt",
    ]
    return known.contains(name[name.index(after: dot)...]) ? String(name[..<dot]) : name
  }

  /// The words before a number, those that decide first; a longer one before a
  /// shorter one that it ends in.
  private static let stepWords = [
    ["global_step", "global-step", "globalstep", "step"], ["iteration", "iter"],
    ["gradients", "grads"],
  ]

  private static func step(
    in components: ArraySlice<String>
  ) -> (step: Int, position: Int, rest: String)? {
    for words in stepWords {
      for position in components.indices.reversed() {
        for word in words {
          if let (step, rest) = StepNumber.find(word, in: components[position]) {
            return (step, position, rest)
          }
        }
      }
    }
    return nil
  }
}

/// A number behind a word, such as `step_000100`.
private enum StepNumber {
  /// The number behind `word`, and the text without both and without the
  /// separators that joined them to it.
  static func find(_ word: String, in text: String) -> (step: Int, rest: String)? {
    let bytes = Array(text.utf8)
    let word = Array(word.utf8)
    guard bytes.count > word.count else { return nil }
    for start in 0..<bytes.count - word.count where isWord(word, at: start, in: bytes) {
      var position = start + word.count
      if isSeparator(bytes[position]) { position += 1 }
      let digits = bytes[position...].prefix { isDigit($0) }
      let isEnd = digits.endIndex == bytes.count || !isLetter(bytes[digits.endIndex])
      if isEnd, let step = Int(String(decoding: digits, as: UTF8.self)) {
        return (step, join(bytes[..<start], bytes[digits.endIndex...]))
      }
    }
    return nil
  }

  private static func isWord(_ word: [UInt8], at start: Int, in bytes: [UInt8]) -> Bool {
    let isStart = start == 0 || !isLetter(bytes[start - 1])
    return isStart && zip(bytes[start...], word).allSatisfy { lowercased($0) == $1 }
  }

  private static func join(_ before: ArraySlice<UInt8>, _ after: ArraySlice<UInt8>) -> String {
    let left = before.reversed().drop { isSeparator($0) }.reversed()
    let right = after.drop { isSeparator($0) }
    let joint = left.isEmpty || right.isEmpty ? [] : [UInt8(ascii: "_")]
    return String(decoding: Array(left) + joint + Array(right), as: UTF8.self)
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }
  private static func isSeparator(_ byte: UInt8) -> Bool { "_-.= ".utf8.contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80
  }
}
