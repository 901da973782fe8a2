/// What calls and instances of a pickle hold.
extension TorchContents {
  /// Looks into a call: what the function means decides what it holds.
  mutating func visitCall(
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
      try listTensor(object, place) { tensor throws(TensorFileError) in
        try tensor.rebuilt(by: name, arguments)
      }
      return
    case .array(let maker): return try listArray(object, place, maker)
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
        addPairs(pickle.pairs(of: .object(list))[...], place)
      }
    case .parameter, .sequence: add(arguments.first, at: place)
    case .instance: add(arguments.dropFirst(2).first, at: place)
    default: addUnread(pickle.globalName(function) ?? "?", object, place)
    }
    addRest(of: object, place, withState: meaning != .dictionary)
  }

  /// Whether a value is what a function for tensors would return.
  private func isTensor(_ value: PickleValue?) -> Bool {
    guard let object = value.flatMap(pickle.object), object.kind == .call else { return false }
    return TorchFunction(pickle.globalName(object.items[0])) == .tensor
  }

  /// Looks into an instance of a class.
  mutating func visitInstance(_ object: PickleObject, _ place: Int) {
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
        object.items[index + 1], under: isFlat ? nil : pickle.keyText(object.items[index]),
        at: place)
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
    default: addUnread("torch._utils._rebuild_sparse_tensor", object, place)
    }
  }

  private func isSize(_ value: PickleValue) -> Bool {
    pickle.object(value).map { pickle.globalName($0.items[0]) == "torch.Size" } ?? false
  }
}
