/// The parts of a path between slashes, of which some belong to a tensor's name.
struct PathParts {
  /// The parts, the last without its extension; those that were taken without what was
  /// taken.
  private(set) var texts: [String]
  /// The place of the first part below the directory that was asked for; nil for a file.
  private let rootDepth: Int?
  /// The place of the step.
  private var stepPlace: Int?

  init(_ path: String, below root: String?) {
    var parts = PathParts.split(path)
    let last = parts.popLast() ?? ""
    let depth = parts.count
    rootDepth = root.map { min(PathParts.split($0).count, depth) }
    texts = parts + [PathParts.withoutExtension(last)]
  }

  /// Where words are looked for: first below the directory, then everywhere.
  var ranges: [Range<Int>] {
    guard let rootDepth, rootDepth > 0 else { return [texts.indices] }
    return [rootDepth..<texts.count, texts.indices]
  }

  /// Whether no directory was asked for that stands above.
  var isWhole: Bool { rootDepth == 0 }

  /// The part of the path in which a pattern is looked for, without the extension.
  var searched: String { texts[(rootDepth ?? 0)...].joined(separator: "/") }

  /// Puts something else for what a pattern was looked for in.
  mutating func replaceSearched(by text: String) {
    let start = rootDepth ?? 0
    texts.replaceSubrange(start..., with: PathParts.split(text))
    if texts.count == start { texts.append("") }
  }

  /// Takes a word and its number out of a part.
  mutating func take(_ place: Int, leaving rest: String, isStep: Bool = false) {
    texts[place] = rest
    if isStep { stepPlace = place }
  }

  /// Takes whole parts out.
  mutating func remove(_ places: [Int]) {
    for place in places { texts[place] = "" }
  }

  /// The parts of the name, the file's last.
  ///
  /// Of a path that names a single file, only what is below the step counts.
  var ofName: ArraySlice<String> {
    let last = texts.count - 1
    return texts[(rootDepth ?? stepPlace.map { min($0 + 1, last) } ?? last)...]
  }

  /// The parts between slashes, which are bytes: a slash and a combining mark
  /// behind it would be one `Character`.
  private static func split(_ path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
      .filter { $0 != "." }
  }

  private static func withoutExtension(_ name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    let known: Set<Substring> = [
      "npy", "npz", "safetensors", "mmap", "pt", "pth", "bin", "ckpt", "pkl", "pickle", "h5",
      "hdf5",
    ]
    return known.contains(name[name.index(after: dot)...]) ? String(name[..<dot]) : name
  }
}
