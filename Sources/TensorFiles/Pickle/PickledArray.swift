/// A NumPy array or scalar as a pickle describes it.
///
/// Three functions make them: `_reconstruct`, whose result gets shape, dtype, order and bytes
/// as its state; `_frombuffer` of protocol 5; and `scalar`.
/// Source: NumPy, `numpy/_core/src/multiarray/methods.c`, `array_reduce_ex`.
struct PickledArray {
  /// The functions by their names, of NumPy before version 2 and since.
  static let functions: [String: Maker] = {
    var functions: [String: Maker] = [:]
    for core in ["numpy.core", "numpy._core"] {
      functions["\(core).multiarray._reconstruct"] = .reconstruct
      functions["\(core).numeric._frombuffer"] = .fromBuffer
      functions["\(core).multiarray.scalar"] = .scalar
    }
    return functions
  }()

  /// How an array is made.
  enum Maker {
    case reconstruct
    case fromBuffer
    case scalar
  }

  private let pickle: Pickle
  private let name: String?
  /// The offset in the file of the call.
  private let offset: UInt64

  init(_ pickle: Pickle, name: String?, at offset: UInt64) {
    self.pickle = pickle
    self.name = name
    self.offset = offset
  }

  /// The array that a call would make.
  func made(_ maker: Maker, _ call: PickleObject) throws(TensorFileError) -> StoredTensor {
    let arguments = pickle.tuple(call.items[1])
    switch maker {
    case .reconstruct:
      // Version, shape, dtype, whether the first index varies fastest, bytes.
      guard let state = call.state.map(pickle.tuple), state.count == 5,
        case .boolean(let isFortran) = state[3]
      else { throw unusable("its state is") }
      return try tensor(state[1], state[2], isFortran, state[4])
    case .fromBuffer:
      guard arguments.count >= 4, let order = arguments[3].text, order == "C" || order == "F"
      else { throw unusable("its arguments are") }
      return try tensor(arguments[2], arguments[1], order == "F", arguments[0])
    case .scalar:
      guard arguments.count == 2 else { throw unusable("its arguments are") }
      return try tensor(nil, arguments[0], false, arguments[1])
    }
  }

  private func tensor(
    _ shape: PickleValue?, _ type: PickleValue, _ isFortran: Bool, _ data: PickleValue
  ) throws(TensorFileError) -> StoredTensor {
    guard let shape = shape.map({ pickle.extents($0) }) ?? [] else {
      throw unusable("its shape is")
    }
    guard let type = PickledType(type, in: pickle) else { throw unusable("its dtype is") }
    guard !type.isObject else {
      throw pickle.error(
        .objectArray, "the array holds Python objects, which are not read", at: offset,
        tensor: name, remedy: "save an array of numbers")
    }
    guard let bytes = PickledBytes(data, in: pickle) else { throw unusable("its data are") }
    guard let layout = StridedLayout(shape: shape, isFortranOrder: isFortran),
      let byteCount = StoredTensor.byteCount(
        of: layout.elementCount, byteWidth: type.byteWidth)
    else {
      throw pickle.error(
        .shapeOverflow, "the shape claims more bytes than 64 bits can count", at: offset,
        tensor: name)
    }
    return try placed(bytes, type, layout, byteCount)
  }

  /// The array, if its bytes are as many as its shape says.
  private func placed(
    _ bytes: PickledBytes, _ type: PickledType, _ layout: StridedLayout, _ byteCount: UInt64
  ) throws(TensorFileError) -> StoredTensor {
    var (text, place, found): (LatinText?, UInt64, UInt64)
    switch bytes {
    case .plain(let offset, let count): (text, place, found) = (nil, offset, count)
    case .text(let latin):
      // How many bytes it stands for is only known when it is read.
      guard byteCount <= latin.encodedByteCount else {
        throw mismatch(byteCount, latin.encodedByteCount)
      }
      (text, place, found) = (latin, latin.byteOffset, byteCount)
    }
    guard found == byteCount else { throw mismatch(byteCount, found) }
    if byteCount == 0 { (text, place) = (nil, offset) }
    var tensor = StoredTensor(
      name: name, elementType: type.elementType, layout: layout, byteOffset: place,
      byteCount: byteCount, isBigEndian: type.isBigEndian && type.byteWidth > 1)
    tensor.text = text
    return tensor
  }

  private func mismatch(_ promised: UInt64, _ found: UInt64) -> TensorFileError {
    pickle.error(
      .sizeMismatch, "the shape takes \(promised) bytes, the pickle has \(found)", at: offset,
      tensor: name, remedy: "save it again")
  }

  private func unusable(_ what: String) -> TensorFileError {
    pickle.error(
      .malformedPickle, "\(what) not what NumPy writes", at: offset, tensor: name,
      remedy: "save it again with NumPy, by pickle protocol 2 or later")
  }
}
