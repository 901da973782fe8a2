/// The tensors that a pickle holds, by the ways that lead to them.
///
/// Each collection is looked into once, whatever refers to it, so that sharing and loops
/// cost nothing; a tensor is listed under each of its names.
struct TorchContents {
  /// The tensors in the order of their bytes.
  var tensors: [StoredTensor] { listing.tensors.sorted { $0.byteOffset < $1.byteOffset } }
  /// Faults of single tensors that leave the others readable.
  var problems: [TensorFileError] { listing.problems }
  /// What else there is to say.
  private(set) var warnings: [TensorFileError] = []

  let pickle: Pickle
  private var listing: TorchListing
  private var names = PickleNames()
  private var pending: [(value: PickleValue, place: Int)] = []
  /// The place where each object was looked into.
  private var visited: [Int: Int] = [:]
  private var unread = UnreadObjects()
  private var shared = SharedObjects()

  /// Looks for tensors from the root on.
  ///
  /// - Throws: `.nestingTooDeep` or `.pickleTooLarge`, before names take more memory than
  ///   the pickle can account for.
  init(_ pickle: Pickle, _ storages: TorchStorages) throws(TensorFileError) {
    self.pickle = pickle
    listing = TorchListing(pickle, storages)
    pending = [(pickle.root, PickleNames.root)]
    while let (value, place) = pending.popLast() {
      guard case .object(let index) = value else { continue }
      try visit(pickle.objects[index], index, place)
    }
    warnings = unread.warnings(pickle, names) + shared.warnings(pickle, names)
  }

  /// Reads the texts that stand for arrays' bytes; those that do not are faults.
  mutating func settleTexts(_ file: borrowing OpenFile) { listing.settleTexts(file) }

  /// Looks into an object: lists a tensor, or puts what it holds on the list.
  private mutating func visit(
    _ object: PickleObject, _ index: Int, _ place: Int
  ) throws(TensorFileError) {
    guard names.depth(of: place) <= PickleNames.depthLimit else {
      throw pickle.error(
        .nestingTooDeep, "the pickle nests deeper than \(PickleNames.depthLimit) levels",
        at: object.offset)
    }
    switch object.kind {
    case .global: break
    case .persistent: try visitStored(object, place)
    case .call: try visitCall(object, index, place)
    case .tuple, .list, .set:
      if isFirst(index, place) { addItems(object.items[...], place) }
    case .dictionary:
      if isFirst(index, place) { addPairs(object.items[...], place) }
    case .instance:
      if isFirst(index, place) { visitInstance(object, place) }
    }
  }

  /// A storage by itself; other things that are stored elsewhere are classes.
  private mutating func visitStored(
    _ object: PickleObject, _ place: Int
  ) throws(TensorFileError) {
    guard let identifier = object.items.first,
      pickle.sequence(identifier)?.first?.text != "module"
    else { return }
    try listTensor(object, place) { tensor throws(TensorFileError) in
      try tensor.whole(identifier)
    }
  }
}

/// What a visit finds.
extension TorchContents {
  /// Whether a collection was not looked into before.
  mutating func isFirst(_ index: Int, _ place: Int) -> Bool {
    if let first = visited[index] {
      shared.add(place, first: first)
      return false
    }
    visited[index] = place
    return true
  }

  /// Lists a tensor of PyTorch, or what is wrong with it.
  mutating func listTensor(
    _ object: PickleObject, _ place: Int,
    _ make: (TorchTensor) throws(TensorFileError) -> StoredTensor
  ) throws(TensorFileError) {
    try listing.takeName(names.byteCount(of: place), of: object)
    if listing.addTensor(object, names.name(of: place), make) { names.markTensor(at: place) }
  }

  /// Lists a NumPy array, or what is wrong with it.
  mutating func listArray(
    _ object: PickleObject, _ place: Int, _ maker: PickledArray.Maker
  ) throws(TensorFileError) {
    try listing.takeName(names.byteCount(of: place), of: object)
    if listing.addArray(object, names.name(of: place), maker) { names.markTensor(at: place) }
  }

  /// Notes an object that is not read, by the name of what makes it.
  mutating func addUnread(_ function: String, _ object: PickleObject, _ place: Int) {
    unread.add(function, place, object.offset)
  }

  /// Puts a value on the list; those that hold nothing are left out.
  mutating func add(
    _ value: PickleValue?, under key: String? = nil, at place: Int
  ) {
    guard let value, case .object(let index) = value else { return }
    if pickle.objects[index].kind == .global { return }
    pending.append((value, names.add(key, to: place)))
  }

  /// Items by their positions; the first will be looked at first.
  mutating func addItems(_ items: ArraySlice<PickleValue>, _ place: Int) {
    for (position, item) in items.enumerated().reversed() where !item.isPlain {
      add(item, under: String(position), at: place)
    }
  }

  /// Keys and values by turns.
  mutating func addPairs(_ pairs: ArraySlice<PickleValue>, _ place: Int) {
    for index in stride(from: pairs.endIndex - 2, through: pairs.startIndex, by: -2)
    where !pairs[index + 1].isPlain {
      add(pairs[index + 1], under: pickle.keyText(pairs[index]), at: place)
    }
  }
}
