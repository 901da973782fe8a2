/// The dtype of an array in a pickle: `numpy.dtype('f4', False, True)` and its state, whose
/// second item is the byte order.
///
/// Source: NumPy, `numpy/_core/src/multiarray/descriptor.c`, `arraydescr_reduce`.
struct PickledType {
  /// The element type.
  let elementType: ElementType
  /// The width in bytes.
  let byteWidth: Int
  /// Whether the most significant byte comes first.
  let isBigEndian: Bool
  /// Whether elements are Python objects.
  let isObject: Bool

  /// Reads the call that makes a dtype; `nil` for anything else.
  init?(_ value: PickleValue, in pickle: Pickle) {
    guard let call = pickle.object(value), call.kind == .call,
      pickle.globalName(call.items[0]) == "numpy.dtype",
      let word = pickle.tuple(call.items[1]).first
    else { return nil }
    let state = call.state.map(pickle.tuple) ?? []
    let order = state.dropFirst().first?.text
    guard order == nil || ["<", ">", "|", "="].contains(order) else { return nil }
    isBigEndian = order == ">"
    if let name = pickle.globalName(word), name.hasPrefix("ml_dtypes.") {
      let dtype = String(name.dropFirst("ml_dtypes.".count))
      guard let width = state.dropFirst(5).first?.integer ?? Self.width(dtype), 1...16 ~= width
      else { return nil }
      (elementType, byteWidth, isObject) = (TorchElement.elementType(dtype), width, false)
      return
    }
    guard let text = word.text, let descriptor = NumPyDescriptor((order ?? "") + text) else {
      return nil
    }
    isObject = descriptor.kind == "O"
    byteWidth = descriptor.byteWidth
    // A structured type has names of fields.
    if state.count > 4, pickle.object(state[3]) != nil {
      elementType = .unaudited("structured")
    } else {
      elementType = descriptor.elementType
    }
  }

  private static func width(_ dtype: String) -> Int? {
    TorchElement.bitWidths[dtype].map { max(1, $0 / 8) }
  }
}
