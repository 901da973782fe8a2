/// A storage as a pickle names it: `('storage', type, key, location, count)`.
struct TorchStorage {
  /// The name under which the container has its bytes.
  let key: String
  /// The dtype of its elements.
  let dtype: String
  /// The number of its elements.
  let elementCount: Int
  /// How many elements before it belong to another storage that it is a part of.
  var offset = 0

  /// The width of its elements in bytes.
  var elementWidth: Int { (TorchElement.bitWidths[dtype] ?? 8) / 8 }

  /// Reads the identifier of something that is stored outside of a pickle.
  ///
  /// - Returns: `nil` for what is no storage.
  init?(_ identifier: PickleValue, in pickle: Pickle) {
    guard let items = pickle.sequence(identifier), 5...6 ~= items.count,
      items[0].text == "storage", let type = pickle.globalName(items[1]),
      let dtype = TorchElement.dtype(storageType: type), let key = items[2].text,
      key.utf8.count < 1024,
      let count = items[4].integer, count >= 0
    else { return nil }
    self.dtype = dtype
    self.key = key
    guard items.count == 6, case .object = items[5] else {
      elementCount = count
      return
    }
    // Before 2017 a storage could be a part of another: (key, offset, count).
    guard let part = pickle.sequence(items[5]), part.count == 3, let offset = part[1].integer,
      let length = part[2].integer, offset >= 0, length >= 0, offset <= count,
      length <= count - offset
    else { return nil }
    self.offset = offset
    elementCount = length
  }
}
