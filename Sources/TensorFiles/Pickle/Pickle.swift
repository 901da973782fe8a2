/// What a pickle holds: a graph of objects, which may share and contain each other.
struct Pickle {
  /// The value on top of the stack at the end.
  let root: PickleValue
  /// All objects that were made, by number.
  let objects: [PickleObject]
  /// The bytes of the pickle, up to its STOP.
  let byteCount: Int
  /// The path of the file, for errors.
  let path: String
  /// The offset in the file of its first byte.
  let base: UInt64
}

extension Pickle {
  /// The object that a value stands for.
  func object(_ value: PickleValue) -> PickleObject? {
    if case .object(let index) = value { objects[index] } else { nil }
  }

  /// The full name of a global, such as `torch._utils._rebuild_tensor_v2`; `nil` for one
  /// that is longer than any.
  func globalName(_ value: PickleValue) -> String? {
    guard let object = object(value), object.kind == .global, object.items.count == 2,
      let module = object.items[0].text, let name = object.items[1].text,
      module.utf8.count + name.utf8.count < 512
    else { return nil }
    return module + "." + name
  }

  /// The items of a tuple or a list.
  func sequence(_ value: PickleValue) -> [PickleValue]? {
    guard let object = object(value), object.kind == .tuple || object.kind == .list else {
      return nil
    }
    return object.items
  }

  /// The items of a tuple, which cannot hold itself; none of anything else.
  func tuple(_ value: PickleValue) -> [PickleValue] {
    guard let object = object(value), object.kind == .tuple else { return [] }
    return object.items
  }

  /// The value under a key of a dictionary of texts, among its first 64.
  func value(_ key: String, in dictionary: PickleValue) -> PickleValue? {
    guard let object = object(dictionary), object.kind == .dictionary else { return nil }
    for index in stride(from: 0, to: min(object.items.count - 1, 128), by: 2)
    where object.items[index].text == key {
      return object.items[index + 1]
    }
    return nil
  }

  /// A fault of the pickle.
  func error(
    _ code: TensorFileError.Code, _ what: String, at offset: UInt64?, tensor: String? = nil,
    remedy: String? = nil
  ) -> TensorFileError {
    TensorFileError(
      code, path: path, tensor: tensor, byteOffset: offset, what: what, remedy: remedy)
  }
}
