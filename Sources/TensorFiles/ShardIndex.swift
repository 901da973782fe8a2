/// The index of tensors that are spread over several safetensors files, as Hugging Face's
/// `save_pretrained` writes it: `model.safetensors.index.json`.
///
/// Its `weight_map` gives for each tensor the file that has it, relative to the index.
struct ShardIndex {
  /// The path of the index.
  let path: String
  /// The tensors of each file, in the order of the index.
  private(set) var shards: [(path: String, tensors: [String])] = []
  /// Files that are named and are not read.
  private(set) var problems: [TensorFileError] = []

  /// Whether a file is an index by its name.
  static func isIndex(_ path: String) -> Bool {
    path.lowercased().hasSuffix(".safetensors.index.json")
  }

  /// Reads an index.
  ///
  /// - Throws: what is wrong with it as a whole. A file whose path leads out of the
  ///   directory of the index is among the problems.
  init(path: String) throws(TensorFileError) {
    try self.init(OpenFile(path: path))
  }

  /// Reads an index that is open.
  init(_ file: borrowing OpenFile) throws(TensorFileError) {
    path = file.path
    guard file.byteCount <= SafetensorsReader.headerLimit else {
      throw TensorFileError(
        .headerTooLong, path: path, byteOffset: 0,
        what: "the index has \(file.byteCount) bytes, more than the "
          + "\(SafetensorsReader.headerLimit) that are read")
    }
    let bytes = try file.bytes(at: 0, atMost: Int(file.byteCount))
    let cursor = ByteCursor(bytes, path: path, base: 0)
    try UTF8Text.validate(bytes, cursor)
    guard let map = try Self.weightMap(cursor) else {
      throw cursor.error(.missingKey, "the index has no `weight_map`", at: 0)
    }
    add(map, cursor)
  }

  /// A tensor, the file that has it, and the place where the index says so.
  private typealias Entry = (tensor: String, file: String, offset: UInt64)

  private static func weightMap(_ cursor: ByteCursor) throws(TensorFileError) -> [Entry]? {
    var scanner = JSONScanner(cursor)
    var map: [Entry]?
    try scanner.scanObject { (scanner, key, _) throws(TensorFileError) in
      guard key == "weight_map" else { return try scanner.skipValue() }
      var entries: [Entry] = []
      try scanner.scanObject(duplicate: { _ in .duplicateTensorName }) {
        (scanner, tensor, offset) throws(TensorFileError) in
        entries.append((tensor, try scanner.scanString("the name of a file"), offset))
      }
      map = entries
    }
    try scanner.expectEnd()
    return map
  }

  private mutating func add(_ map: [Entry], _ cursor: ByteCursor) {
    var places: [ByteName: Int] = [:]
    var refused: Set<ByteName> = []
    for (tensor, file, offset) in map {
      guard let path = RelativePath.resolve(file, from: self.path) else {
        if refused.insert(ByteName(file)).inserted {
          problems.append(
            cursor.error(
              .invalidPath,
              "the file `\(file.escapedForDisplay)` is not below the index, and is not read",
              at: offset, tensor: tensor, remedy: "do not trust the index"))
        }
        continue
      }
      if let place = places[ByteName(path)] {
        shards[place].tensors.append(tensor)
      } else {
        places[ByteName(path)] = shards.count
        shards.append((path, [tensor]))
      }
    }
  }

  /// The tensors that a file should have and has not.
  ///
  /// A file that cannot be opened is a problem of its own when it is read.
  func missingTensors(in shard: (path: String, tensors: [String])) -> [TensorFileError] {
    guard let file = try? TensorFile(path: shard.path) else { return [] }
    let present = Set(file.tensors.compactMap(\.name).map(ByteName.init))
    return shard.tensors.filter { !present.contains(ByteName($0)) }.map {
      TensorFileError(
        .missingTensor, path: path, tensor: $0,
        what: "is said to be in `\(shard.path.escapedForDisplay)`, which does not have it",
        remedy: "save the tensors again")
    }
  }
}
