internal import TensorFiles

/// The loss scale that a file says its values were multiplied by.
///
/// A string in safetensors' `__metadata__`, or a tensor of one element beside the others,
/// as `numpy.savez(…, loss_scale=65536.0)` and a tensor in a dictionary of `torch.save`
/// make it: under one of the names `loss_scale`, `grad_scale` and `recorded_scale`.
enum RecordedScale {
  private static let names: Set<ByteName> = Set(
    ["loss_scale", "grad_scale", "recorded_scale"].map(ByteName.init))

  /// Whether a tensor tells the scale.
  static func isScale(_ tensor: StoredTensor) -> Bool {
    guard tensor.elementCount == 1, let name = tensor.name else { return false }
    return names.contains(ByteName(name))
  }

  /// The scale that a file tells; nil where it tells none.
  ///
  /// - Throws: `.unexpectedValue` where it is no positive finite number, or where the file
  ///   tells two.
  static func scale(of file: TensorFile) throws(TensorFileError) -> LossScale? {
    var found: LossScale?
    for (key, value) in file.metadata where names.contains(ByteName(key)) {
      let text = value.utf8.contains { $0 > 0x20 } ? value : ""
      try add(LossScale(text), value.escapedForDisplay, key, file, &found)
    }
    for tensor in file.tensors where isScale(tensor) {
      let number = try number(tensor, file)
      try add(number.flatMap(LossScale.init), number?.description, tensor.name ?? "", file, &found)
    }
    return found
  }

  private static func add(
    _ scale: LossScale?, _ text: String?, _ name: String, _ file: TensorFile,
    _ found: inout LossScale?
  ) throws(TensorFileError) {
    let remedy = "say the loss scale with --recorded-scale, 1 for none"
    guard let scale else {
      let shown = text.map { "`\($0)`" } ?? "of a type that is not read"
      throw TensorFileError(
        .unexpectedValue, path: file.path,
        what: "its `\(name)` is \(shown), and no positive number", remedy: remedy)
    }
    guard found == nil || found == scale else {
      throw TensorFileError(
        .unexpectedValue, path: file.path,
        what: "it tells two loss scales, \(found?.description ?? "") and \(scale)", remedy: remedy)
    }
    found = scale
  }

  /// The value of a tensor of one element; nil if it is of a type without one.
  private static func number(
    _ tensor: StoredTensor, _ file: TensorFile
  ) throws(TensorFileError) -> Double? {
    let isInteger = integers.contains(tensor.elementType.name)
    let type: ElementType = isInteger ? .float64 : tensor.elementType
    guard let readable = isInteger ? tensor.reinterpreted(as: type) : tensor, type.isAudited
    else { return nil }
    var number: Double?
    try file.forEachChunk(of: readable, using: ChunkBuffer(byteCount: 64)) { chunk in
      switch type {
      case .float64:
        chunk.withElements(of: UInt64.self) {
          number = isInteger ? Double(Int64(bitPattern: $0[0])) : Double(bitPattern: $0[0])
        }
      case .float32:
        chunk.withElements(of: UInt32.self) { number = Binary32Source.value($0[0]) }
      case .float16:
        chunk.withElements(of: UInt16.self) { number = Binary16Source.value($0[0]) }
      case .bfloat16:
        chunk.withElements(of: UInt16.self) { number = BFloat16Source.value($0[0]) }
      case .float8(let type):
        chunk.withElements(of: UInt8.self) { number = type.values[Int($0[0])] }
      case .unaudited: break
      }
    }
    return number
  }

  /// 64-bit integers, as NumPy, safetensors and PyTorch call them.
  private static let integers: Set<String> = ["<i8", ">i8", "I64", "int64"]
}
