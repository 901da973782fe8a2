/// The tensors that a pickle holds, by the ways that lead to them.
///
/// Each collection is looked into once, whatever refers to it, so that sharing and loops
/// cost nothing; a tensor is listed under each of its names.
struct TorchContents {
  /// The tensors in the order of their bytes.
  var tensors: [StoredTensor] { found.sorted { $0.byteOffset < $1.byteOffset } }
  /// Faults of single tensors that leave the others readable.
  private(set) var problems: [TensorFileError] = []
  /// What else there is to say.
  private(set) var warnings: [TensorFileError] = []

  private let pickle: Pickle
  private let storages: TorchStorages
  private var found: [StoredTensor] = []
  private var names = PickleNames()
  private var pending: [(value: PickleValue, place: Int)] = []
  /// The place where each object was looked into.
  private var visited: [Int: Int] = [:]
  private var seen: Set<ByteName> = []
  private var unread = UnreadObjects()
  private var shared = SharedObjects()
  private var budget: TorchBudget

  /// Looks for tensors from the root on.
  ///
  /// - Throws: `.nestingTooDeep` or `.pickleTooLarge`, before names take more memory than
  ///   the pickle can account for.
  init(_ pickle: Pickle, _ storages: TorchStorages) throws(TensorFileError) {
    self.pickle = pickle
    self.storages = storages
    budget = TorchBudget(pickle, storages)
    pending = [(pickle.root, PickleNames.root)]
    while let (value, place) = pending.popLast() {
      guard case .object(let index) = value else { continue }
      try visit(pickle.objects[index], index, place)
    }
    warnings = unread.warnings(pickle, names) + shared.warnings(pickle, names)
  }

  /// Reads the texts that stand for arrays' bytes; those that do not are faults.
  mutating func settleTexts(_ file: borrowing OpenFile) {
    var settled: [StoredTensor] = []
    // Many arrays may share one text, which is read once.
    var known: [UInt64: LatinText] = [:]
    for var tensor in found {
      do throws(TensorFileError) {
        try settle(&tensor, &known, file)
        settled.append(tensor)
      } catch {
        problems.append(error)
      }
    }
    found = settled
  }

  private func settle(
    _ tensor: inout StoredTensor, _ known: inout [UInt64: LatinText], _ file: borrowing OpenFile
  ) throws(TensorFileError) {
    guard let unread = tensor.text else { return }
    var text = known[unread.byteOffset] ?? unread
    if text.byteCount == 0 { try text.index(file) }
    known[text.byteOffset] = text
    guard text.byteCount == tensor.byteCount else {
      throw pickle.error(
        .sizeMismatch, "its text does not stand for the \(tensor.byteCount) bytes of its shape",
        at: text.byteOffset, tensor: tensor.name, remedy: "save it again")
    }
    tensor.text = text
  }

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

  /// Whether a collection was not looked into before.
  private mutating func isFirst(_ index: Int, _ place: Int) -> Bool {
    if let first = visited[index] {
      shared.add(place, first: first)
      return false
    }
    visited[index] = place
    return true
  }

  /// A storage by itself; other things that are stored elsewhere are classes.
  private mutating func visitStored(
    _ object: PickleObject, _ place: Int
  ) throws(TensorFileError) {
    guard let identifier = object.items.first,
      pickle.sequence(identifier)?.first?.text != "module"
    else { return }
    try list(object, place) { tensor throws(TensorFileError) in try tensor.whole(identifier) }
  }

  private mutating func visitCall(
    _ object: PickleObject, _ index: Int, _ place: Int
  ) throws(TensorFileError) {
    var (function, arguments) = (object.items[0], pickle.tuple(object.items[1]))
    var meaning = TorchFunction(pickle.globalName(function))
    if meaning == .otherType, arguments.count >= 3 {
      (function, arguments) = (arguments[0], pickle.tuple(arguments[2]))
      meaning = TorchFunction(pickle.globalName(function))
    }
    switch meaning {
    case .tensor:
      let name = pickle.globalName(function) ?? ""
      try list(object, place) { tensor throws(TensorFileError) in
        try tensor.rebuilt(by: name, arguments)
      }
      return
    case .array(let maker): return try listArray(object, maker, place)
    case .parameter where isTensor(arguments.first):
      add(arguments.first, at: place)
      return
    case .plain: return
    default: break
    }
    guard isFirst(index, place) else { return }
    switch meaning {
    case .sparseTensor: visitSparse(object, arguments, place)
    case .dictionary:
      if case .object(let list)? = arguments.first, isFirst(list, place) {
        addPairs(pairs(of: .object(list))[...], place)
      }
    case .parameter, .sequence: add(arguments.first, at: place)
    case .instance: add(arguments.dropFirst(2).first, at: place)
    default: unread.add(pickle.globalName(function) ?? "?", place, object.offset)
    }
    addRest(of: object, place, withState: meaning != .dictionary)
  }

  /// Whether a value is what a function for tensors would return.
  private func isTensor(_ value: PickleValue?) -> Bool {
    guard let object = value.flatMap(pickle.object), object.kind == .call else { return false }
    return TorchFunction(pickle.globalName(object.items[0])) == .tensor
  }

  private mutating func visitInstance(_ object: PickleObject, _ place: Int) {
    // The fields of a named tuple; many instances may share one tuple of any length.
    addItems(pickle.tuple(object.items[1]).prefix(256), place)
    addRest(of: object, place, withState: true)
  }

  /// What was added to an object, and its state.
  private mutating func addRest(of object: PickleObject, _ place: Int, withState: Bool) {
    let rest = object.items.dropFirst(2)
    if object.hasEntries { addPairs(rest, place) } else { addItems(rest, place) }
    guard withState, let state = object.state else { return }
    // Objects with slots have a pair of dictionaries.
    if let parts = pickle.sequence(state), parts.count == 2 {
      for part in parts { addState(part, place) }
    } else {
      addState(state, place)
    }
  }

  /// The attributes of an object; parameters, buffers and modules of a module are named as
  /// in its `state_dict`.
  private mutating func addState(_ state: PickleValue, _ place: Int) {
    guard let object = pickle.object(state), object.kind == .dictionary else {
      return add(state, at: place)
    }
    guard case .object(let index) = state, isFirst(index, place) else { return }
    let isModule = pickle.value("_parameters", in: state) != nil
    for index in stride(from: object.items.count - 2, through: 0, by: -2) {
      let key = object.items[index].text
      let isFlat =
        isModule && (key == "_parameters" || key == "_buffers" || key == "_modules")
      add(
        object.items[index + 1], under: isFlat ? nil : keyText(object.items[index]), at: place)
    }
  }

  /// The parts of a sparse tensor: its values, and where they belong.
  private mutating func visitSparse(
    _ object: PickleObject, _ arguments: [PickleValue], _ place: Int
  ) {
    let parts = arguments.count == 2 ? pickle.sequence(arguments[1]) ?? [] : []
    // Coordinates, values, size, and whether they are coalesced; of compressed layouts
    // there are two kinds of coordinates.
    switch parts.count {
    case 3...4 where parts.count == 3 || isSize(parts[2]):
      add(parts[1], under: "values", at: place)
      add(parts[0], under: "indices", at: place)
    case 4:
      add(parts[2], under: "values", at: place)
      add(parts[1], under: "plain_indices", at: place)
      add(parts[0], under: "compressed_indices", at: place)
    default: unread.add("torch._utils._rebuild_sparse_tensor", place, object.offset)
    }
  }

  private func isSize(_ value: PickleValue) -> Bool {
    pickle.object(value).map { pickle.globalName($0.items[0]) == "torch.Size" } ?? false
  }

  /// Lists a NumPy array, or what is wrong with it.
  private mutating func listArray(
    _ object: PickleObject, _ maker: PickledArray.Maker, _ place: Int
  ) throws(TensorFileError) {
    let pickle = pickle
    try list(object, at: place) { (name) throws(TensorFileError) in
      try PickledArray(pickle, name: name, at: object.offset).made(maker, object)
    }
  }

  /// Lists a tensor, or what is wrong with it.
  private mutating func list(
    _ object: PickleObject, _ place: Int,
    _ make: (TorchTensor) throws(TensorFileError) -> StoredTensor
  ) throws(TensorFileError) {
    let (pickle, storages) = (pickle, storages)
    try list(object, at: place) { (name) throws(TensorFileError) in
      try make(TorchTensor(pickle, storages, name: name, at: object.offset))
    }
  }

  private mutating func list(
    _ object: PickleObject, at place: Int, _ make: (String?) throws(TensorFileError) -> StoredTensor
  ) throws(TensorFileError) {
    try budget.takeName(names.byteCount(of: place), at: object.offset)
    let name = names.name(of: place)
    do throws(TensorFileError) {
      let tensor = try make(name)
      guard seen.insert(ByteName(name ?? "")).inserted else {
        throw pickle.error(
          .duplicateTensorName, "occurs twice", at: object.offset, tensor: name ?? "")
      }
      try budget.takeData(of: tensor, at: object.offset)
      found.append(tensor)
      names.markTensor(at: place)
    } catch {
      problems.append(error)
    }
  }

  /// Puts a value on the list; those that hold nothing are left out.
  private mutating func add(
    _ value: PickleValue?, under key: String? = nil, at place: Int
  ) {
    guard let value, case .object(let index) = value else { return }
    if pickle.objects[index].kind == .global { return }
    pending.append((value, names.add(key, to: place)))
  }

  /// Items by their positions; the first will be looked at first.
  private mutating func addItems(_ items: ArraySlice<PickleValue>, _ place: Int) {
    for (position, item) in items.enumerated().reversed() where !item.isPlain {
      add(item, under: String(position), at: place)
    }
  }

  /// Keys and values by turns.
  private mutating func addPairs(_ pairs: ArraySlice<PickleValue>, _ place: Int) {
    for index in stride(from: pairs.endIndex - 2, through: pairs.startIndex, by: -2)
    where !pairs[index + 1].isPlain {
      add(pairs[index + 1], under: keyText(pairs[index]), at: place)
    }
  }

  /// The pairs of a list of pairs, as keys and values by turns.
  private func pairs(of list: PickleValue) -> [PickleValue] {
    (pickle.sequence(list) ?? []).flatMap { pair in
      let items = pickle.sequence(pair) ?? []
      return items.count == 2 ? items : []
    }
  }

  /// A part of a key, which may occur any number of times: not all of a long one.
  private func shortText(_ key: PickleValue) -> String {
    let text = keyText(key)
    return text.utf8.count <= 256 ? text : String(text.unicodeScalars.prefix(64)) + "…"
  }

  /// A key of a dictionary as a part of a name.
  private func keyText(_ key: PickleValue) -> String {
    switch key {
    case .none: "None"
    case .boolean(let value): value ? "True" : "False"
    case .integer(let value): String(value)
    case .largeNumber: "?"
    case .real(let value): value.description
    case .text(let text, _): text
    case .bytes, .longText: "?"
    case .object:
      pickle.globalName(key)
        ?? "("
        + (pickle.sequence(key) ?? []).prefix(16)
        .map { $0.isPlain ? shortText($0) : "?" }.joined(separator: ", ") + ")"
    }
  }
}
