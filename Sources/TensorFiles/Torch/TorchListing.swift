/// The tensors that were found in a pickle, each under its names, and what is wrong with
/// others.
struct TorchListing {
  /// The tensors, as they were found.
  private(set) var tensors: [StoredTensor] = []
  /// Faults of single tensors that leave the others readable.
  private(set) var problems: [TensorFileError] = []

  private let pickle: Pickle
  private let storages: TorchStorages
  private var budget: TorchBudget
  private var seen: Set<ByteName> = []

  init(_ pickle: Pickle, _ storages: TorchStorages) {
    self.pickle = pickle
    self.storages = storages
    budget = TorchBudget(pickle, storages)
  }

  /// Pays for a name, before it is made.
  ///
  /// - Throws: `.pickleTooLarge`.
  mutating func takeName(_ byteCount: Int, of object: PickleObject) throws(TensorFileError) {
    try budget.takeName(byteCount, at: object.offset)
  }

  /// Lists a tensor of PyTorch, or what is wrong with it.
  ///
  /// - Returns: Whether it was listed.
  mutating func addTensor(
    _ object: PickleObject, _ name: String?,
    _ make: (TorchTensor) throws(TensorFileError) -> StoredTensor
  ) -> Bool {
    let tensor = TorchTensor(pickle, storages, name: name, at: object.offset)
    return add(object, name) { () throws(TensorFileError) in try make(tensor) }
  }

  /// Lists a NumPy array, or what is wrong with it.
  ///
  /// - Returns: Whether it was listed.
  mutating func addArray(
    _ object: PickleObject, _ name: String?, _ maker: PickledArray.Maker
  ) -> Bool {
    let array = PickledArray(pickle, name: name, at: object.offset)
    return add(object, name) { () throws(TensorFileError) in try array.made(maker, object) }
  }

  private mutating func add(
    _ object: PickleObject, _ name: String?, _ make: () throws(TensorFileError) -> StoredTensor
  ) -> Bool {
    do throws(TensorFileError) {
      let tensor = try make()
      guard seen.insert(ByteName(name ?? "")).inserted else {
        throw pickle.error(
          .duplicateTensorName, "occurs twice", at: object.offset, tensor: name ?? "")
      }
      try budget.takeData(of: tensor, at: object.offset)
      tensors.append(tensor)
      return true
    } catch {
      problems.append(error)
      return false
    }
  }

  /// Reads the texts that stand for arrays' bytes; those that do not are faults.
  mutating func settleTexts(_ file: borrowing OpenFile) {
    var settled: [StoredTensor] = []
    // Many arrays may share one text, which is read once.
    var known: [UInt64: LatinText] = [:]
    for var tensor in tensors {
      do throws(TensorFileError) {
        try settle(&tensor, &known, file)
        settled.append(tensor)
      } catch {
        problems.append(error)
      }
    }
    tensors = settled
  }

  private func settle(
    _ tensor: inout StoredTensor, _ known: inout [UInt64: LatinText], _ file: borrowing OpenFile
  ) throws(TensorFileError) {
    guard var text = tensor.text else { return }
    if let indexed = known[text.byteOffset] {
      text = indexed
    } else {
      try text.index(file)
      known[text.byteOffset] = text
    }
    guard text.byteCount == tensor.byteCount else {
      throw pickle.error(
        .sizeMismatch, "its text does not stand for the \(tensor.byteCount) bytes of its shape",
        at: text.byteOffset, tensor: tensor.name, remedy: "save it again")
    }
    tensor.text = text
  }
}
