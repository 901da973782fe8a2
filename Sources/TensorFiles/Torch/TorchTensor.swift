/// A tensor as a pickle describes it: a storage, an offset, a shape and strides.
///
/// Source: PyTorch, `torch/_utils.py`, `_rebuild_tensor` and its versions 2 and 3.
struct TorchTensor {
  /// The functions that make tensors, with the number of arguments that they need.
  static let functions = [
    "torch._utils._rebuild_tensor": 4, "torch._utils._rebuild_tensor_v2": 6,
    "torch._utils._rebuild_tensor_v3": 7,
  ]

  private let pickle: Pickle
  private let storages: TorchStorages
  private let name: String?
  /// The offset in the file of the call.
  private let offset: UInt64

  init(_ pickle: Pickle, _ storages: TorchStorages, name: String?, at offset: UInt64) {
    self.pickle = pickle
    self.storages = storages
    self.name = name
    self.offset = offset
  }

  /// The tensor that a call of a function would make.
  func rebuilt(
    by function: String, _ arguments: [PickleValue]
  ) throws(TensorFileError) -> StoredTensor {
    guard let needed = Self.functions[function], arguments.count >= needed,
      let (storage, extent) = storage(arguments[0])
    else { throw unusable("its storage is") }
    guard let first = arguments[1].integer, first >= 0 else { throw unusable("its offset is") }
    guard let shape = pickle.extents(arguments[2]) else { throw unusable("its shape is") }
    guard let strides = pickle.extents(arguments[3]), strides.count == shape.count else {
      throw unusable("its strides are")
    }
    let isVersion3 = function.hasSuffix("3")
    if let metadata = isVersion3 ? arguments.dropFirst(7).first : arguments.dropFirst(6).first {
      try checkMetadata(metadata)
    }
    let dtype = isVersion3 ? try self.dtype(arguments[6]) : storage.dtype
    return try placed(storage, extent, dtype, first: first, shape, strides)
  }

  /// A storage by itself, as a tensor of one axis.
  func whole(_ identifier: PickleValue) throws(TensorFileError) -> StoredTensor {
    guard let storage = TorchStorage(identifier, in: pickle) else {
      throw unusable("its storage is")
    }
    let extent = storages.extents[ByteName(storage.key)]
    return try placed(storage, extent, storage.dtype, first: 0, [storage.elementCount], [1])
  }

  /// The storage that a value stands for, and where it lies.
  private func storage(
    _ value: PickleValue
  ) -> (storage: TorchStorage, extent: TorchStorages.Extent?)? {
    guard case .object(let index) = value else { return nil }
    let object = pickle.objects[index]
    if let embedded = storages.embedded[index] { return embedded }
    guard object.kind == .persistent, let identifier = object.items.first,
      let storage = TorchStorage(identifier, in: pickle)
    else { return nil }
    return (storage, storages.extents[ByteName(storage.key)])
  }

  /// A view can be marked as the negative of what is stored.
  private func checkMetadata(_ metadata: PickleValue) throws(TensorFileError) {
    if case .none = metadata { return }
    guard let object = pickle.object(metadata), object.kind == .dictionary,
      object.items.count <= 128
    else { throw unusable("its metadata are") }
    for index in stride(from: 0, to: object.items.count - 1, by: 2) {
      guard let mark = object.items[index].text, mark == "neg" || mark == "conj" else { continue }
      if case .boolean(false) = object.items[index + 1] { continue }
      throw pickle.error(
        .objectNotRead,
        "the tensor stands for the \(mark == "neg" ? "negative" : "conjugate") "
          + "of what is stored, and was not read",
        at: offset, tensor: name, remedy: "save `tensor.resolve_\(mark)()`")
    }
  }

  private func dtype(_ value: PickleValue) throws(TensorFileError) -> String {
    if let name = pickle.globalName(value), name.hasPrefix("torch."),
      TorchElement.bitWidths[String(name.dropFirst(6))] != nil
    {
      return String(name.dropFirst(6))
    }
    let word = pickle.globalName(value) ?? "?"
    throw pickle.error(
      .unknownElementType, "unknown element type `\(word.escapedForDisplay)`", at: offset,
      tensor: name, remedy: "the tensor is left out")
  }

  /// The tensor in its file: inside its storage, which is inside the file.
  private func placed(
    _ storage: TorchStorage, _ extent: TorchStorages.Extent?, _ dtype: String, first: Int,
    _ shape: [Int], _ strides: [Int]
  ) throws(TensorFileError) -> StoredTensor {
    guard let layout = StridedLayout(shape: shape, strides: strides) else {
      throw pickle.error(
        .shapeOverflow, "shape and strides claim more than 63 bits can count", at: offset,
        tensor: name)
    }
    guard let extent else {
      if let entry = storages.compressed[ByteName(storage.key)] { throw compressed(storage, entry) }
      throw pickle.error(
        .storageMissing, "the file has no storage `\(storage.key.escapedForDisplay)`",
        at: offset, tensor: name,
        remedy: "record it again: it was cut while being written or copied")
    }
    let width = (TorchElement.bitWidths[dtype] ?? 8) / 8
    let start = try checkedStart(storage, extent, first: first, span: layout.span, width: width)
    var tensor = StoredTensor(
      name: name, elementType: TorchElement.elementType(dtype), layout: layout,
      byteOffset: extent.byteOffset + start, byteCount: UInt64(layout.span * width),
      isBigEndian: storages.isBigEndian && width > 1)
    if let entry = extent.entry, layout.span > 0 {
      tensor.member = ArchiveMember(entry: entry, headerByteCount: start, headerChecksum: 0)
    }
    return tensor
  }

  private func compressed(_ storage: TorchStorage, _ entry: ZipEntry) -> TensorFileError {
    pickle.error(
      .unsupportedCompression,
      "the storage `\(storage.key.escapedForDisplay)` is compressed in the archive, as PyTorch "
        + "never has it", at: entry.byteOffset, tensor: name,
      remedy: "load it and save it again with `torch.save`")
  }

  /// Where the first element lies in the bytes of the storage.
  private func checkedStart(
    _ storage: TorchStorage, _ extent: TorchStorages.Extent, first: Int, span: Int, width: Int
  ) throws(TensorFileError) -> UInt64 {
    let unit = UInt64(storage.elementWidth)
    let part = UInt64(storage.offset) + UInt64(storage.elementCount)
    guard part <= extent.byteCount / unit else {
      throw pickle.error(
        .truncatedData,
        "the storage `\(storage.key.escapedForDisplay)` has \(extent.byteCount) bytes, "
          + "not the \(part) elements that are promised",
        at: offset, tensor: name,
        remedy: "record it again: it was cut while being written or copied")
    }
    let available = UInt64(storage.elementCount) * unit / UInt64(width)
    let (end, overflow) = UInt64(first).addingReportingOverflow(UInt64(span))
    // A tensor without elements may begin anywhere.
    if span == 0 { return 0 }
    guard !overflow, end <= available else {
      throw pickle.error(
        .offsetsOutOfRange, "the tensor ends at element \(end) of a storage of \(available)",
        at: offset, tensor: name, remedy: "save the file again")
    }
    return UInt64(storage.offset) * unit + UInt64(first) * UInt64(width)
  }

  private func unusable(_ what: String) -> TensorFileError {
    pickle.error(
      .malformedPickle, "\(what) not what PyTorch writes", at: offset, tensor: name,
      remedy: "save the file again with `torch.save`")
  }
}
