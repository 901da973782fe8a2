/// What the `.metadata` of a distributed checkpoint says.
///
/// Source: PyTorch, `torch/distributed/checkpoint/metadata.py` and `filesystem.py`.
struct DistributedMetadata {
  /// A tensor, or other values under one name.
  struct Item {
    let name: String
    /// The offset in the file of what describes it.
    let offset: UInt64
    /// The extents; `nil` for what is no tensor.
    let shape: [Int]?
    /// The element type by PyTorch's word, where it is told.
    let dtype: String?
    /// The pieces; of what is no tensor, one.
    let chunks: [Chunk]

    /// The name of a tensor that is found in what is stored under this one.
    func name(of tensor: StoredTensor) -> String { tensor.name.map { name + "." + $0 } ?? name }
  }

  /// A piece of a tensor.
  struct Chunk {
    let offsets: [Int]
    let sizes: [Int]
  }

  /// Where a piece is stored.
  struct Place {
    /// The file, relative to the metadata.
    let path: String
    let byteOffset: Int
    let byteCount: Int
    /// Whether something was done to its bytes, such as compression.
    let isTransformed: Bool
  }

  private typealias Pairs = [(key: PickleValue, value: PickleValue)]

  private struct Key: Hashable {
    let name: ByteName
    let offsets: [Int]
  }

  /// What there is, in the order of the file.
  private(set) var items: [Item] = []
  /// Faults of single items.
  private(set) var problems: [TensorFileError] = []
  private let pickle: Pickle
  private var places: [Key: Place] = [:]

  /// Reads the facts from a pickle.
  ///
  /// - Throws: `.malformedPickle` for one of another kind.
  init(_ pickle: Pickle) throws(TensorFileError) {
    self.pickle = pickle
    guard let root = pickle.object(pickle.root), root.kind == .instance,
      pickle.globalName(root.items[0]) == "torch.distributed.checkpoint.metadata.Metadata",
      let state = root.state, let items = pairs("state_dict_metadata", of: state),
      let storage = pairs("storage_data", of: state)
    else {
      throw pickle.error(
        .malformedPickle, "is not what torch.distributed.checkpoint writes", at: pickle.base,
        remedy: "save the checkpoint again")
    }
    for (key, value) in storage { note(key, value) }
    for (key, value) in items { add(key, value) }
    addUndescribed(storage, besides: items)
  }

  /// Where a piece of an item is stored.
  func place(of chunk: Chunk, of item: Item) -> Place? {
    places[Key(name: ByteName(item.name), offsets: chunk.offsets)]
  }

  /// The pairs of a dictionary that is an attribute.
  private func pairs(_ name: String, of state: PickleValue) -> Pairs? {
    guard let dictionary = pickle.value(name, in: state).flatMap(pickle.object),
      dictionary.kind == .dictionary
    else { return nil }
    let items = dictionary.items
    return stride(from: 0, to: items.count - 1, by: 2).map { (items[$0], items[$0 + 1]) }
  }

  /// Notes where a piece is stored; what is not understood is stored nowhere.
  private mutating func note(_ key: PickleValue, _ value: PickleValue) {
    guard let index = pickle.object(key)?.state, let info = pickle.object(value)?.state,
      let name = pickle.value("fqn", in: index)?.text,
      let path = pickle.value("relative_path", in: info)?.text,
      let offset = pickle.value("offset", in: info)?.integer, offset >= 0,
      let length = pickle.value("length", in: info)?.integer, length >= 0
    else { return }
    // Whatever is no tensor has no offsets, or `None`.
    let offsets = pickle.value("offset", in: index).flatMap(pickle.extents)
    let transforms = pickle.value("transform_descriptors", in: info).flatMap(pickle.sequence)
    places[Key(name: ByteName(name), offsets: offsets ?? [])] = Place(
      path: path, byteOffset: offset, byteCount: length,
      isTransformed: transforms.map { !$0.isEmpty } ?? false)
  }

  /// Names what is stored and described nowhere, so that nobody can tell what it is.
  private mutating func addUndescribed(_ storage: Pairs, besides items: Pairs) {
    var names = Set(items.compactMap(\.key.text).map(ByteName.init))
    for (key, _) in storage {
      guard let object = pickle.object(key), let index = object.state,
        let name = pickle.value("fqn", in: index)?.text, names.insert(ByteName(name)).inserted
      else { continue }
      problems.append(
        pickle.error(
          .missingKey, "is stored, but the metadata do not describe it; it is left out",
          at: object.offset, tensor: name, remedy: "save the checkpoint again"))
    }
  }

  private mutating func add(_ key: PickleValue, _ value: PickleValue) {
    let object = pickle.object(value)
    let offset = object?.offset ?? pickle.base
    let kind = object.flatMap { pickle.globalName($0.items.first ?? .none) } ?? "?"
    let module = "torch.distributed.checkpoint.metadata."
    guard let name = key.text else { return fault(nil, offset) }
    switch kind {
    case module + "BytesStorageMetadata":
      let chunk = Chunk(offsets: [], sizes: [])
      items.append(Item(name: name, offset: offset, shape: nil, dtype: nil, chunks: [chunk]))
    case module + "TensorStorageMetadata":
      guard let state = object?.state,
        let shape = pickle.value("size", in: state).flatMap(pickle.extents),
        let values = pickle.value("chunks", in: state).flatMap(pickle.sequence)
      else { return fault(name, offset) }
      let chunks = values.compactMap { chunk($0, rank: shape.count) }
      guard chunks.count == values.count else { return fault(name, offset) }
      items.append(
        Item(name: name, offset: offset, shape: shape, dtype: dtype(state), chunks: chunks))
    default: fault(name, offset)
    }
  }

  private func chunk(_ value: PickleValue, rank: Int) -> Chunk? {
    guard let state = pickle.object(value)?.state,
      let offsets = pickle.value("offsets", in: state).flatMap(pickle.extents),
      let sizes = pickle.value("sizes", in: state).flatMap(pickle.extents),
      offsets.count == rank, sizes.count == rank
    else { return nil }
    return Chunk(offsets: offsets, sizes: sizes)
  }

  /// The dtype among a tensor's properties, whose state is a tuple that begins with it.
  private func dtype(_ state: PickleValue) -> String? {
    let properties = pickle.value("properties", in: state).flatMap(pickle.object)?.state
    let name = properties.map(pickle.tuple)?.first.flatMap(pickle.globalName)
    return name.flatMap { $0.hasPrefix("torch.") ? String($0.dropFirst(6)) : nil }
  }

  private mutating func fault(_ name: String?, _ offset: UInt64) {
    problems.append(
      pickle.error(
        .malformedPickle, "is described as torch.distributed.checkpoint does not", at: offset,
        tensor: name, remedy: "save the checkpoint again"))
  }
}
