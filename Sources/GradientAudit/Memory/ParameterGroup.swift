internal import TensorFiles

/// Tensors that belong together by their names, such as those of a layer.
public struct ParameterGroup: Hashable, Sendable {
  /// The beginning that their names share; empty for all tensors of a recording.
  public let name: String
  /// How many tensors it has.
  public let tensorCount: Int
  /// How many numbers they have.
  public let parameterCount: UInt64

  /// The group of a tensor: the first `depth` parts of its name between dots and slashes,
  /// but never the last, which says what a layer's tensor is.
  ///
  /// `blocks.0.qkv.weight` is of `blocks` at depth 1, of `blocks.0` at depth 2. A name of
  /// one part is a group.
  public static func name(of tensor: String, depth: Int) -> String {
    let bytes = tensor.utf8
    let marks = bytes.indices.dropFirst().filter { separators.contains(bytes[$0]) }
    guard !marks.isEmpty, depth > 0 else { return tensor }
    return String(tensor[..<marks[min(depth, marks.count) - 1]])
  }

  private static let separators: Set<UInt8> = [UInt8(ascii: "."), UInt8(ascii: "/")]

  init(name: String, _ parameters: some Collection<ParameterList.Parameter>) {
    self.name = name
    tensorCount = parameters.count
    parameterCount = parameters.reduce(0) { $0 + $1.count }
  }

  /// The groups of some parameters, in the order of their names.
  static func groups(of parameters: [ParameterList.Parameter], depth: Int) -> [ParameterGroup] {
    Dictionary(grouping: parameters) { ByteName(name(of: $0.name, depth: depth)) }
      .map { (TensorName($0.key.text), $0.value) }
      .sorted { $0.0 < $1.0 }
      .map { ParameterGroup(name: $0.0.text, $0.1) }
  }
}
