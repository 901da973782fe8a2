/// How the files of known producers name their tensors.
extension RecordingLayout {
  /// The name of a tensor from the name of its file and its own, which may be the same in
  /// every file.
  func name(stem: String, own: String?) -> String {
    let stem = name(ofStem: stem)
    switch self {
    case .sampledGradients where own == "gradient": return stem
    case .debugDump:
      return own.map { $0 == "high_precision" ? stem : "\(stem).\($0)" } ?? stem
    default: return own ?? (stem.isEmpty ? "tensor" : stem)
    }
  }

  /// The name of a tensor that a file's name stands for.
  private func name(ofStem stem: String) -> String {
    switch self {
    case .sampledGradients: RecordingLayout.withoutSampleCount(stem)
    case .probe: RecordingLayout.parameterName(stem)
    case .layerDump: LayerDumpName(stem)?.name ?? stem
    case .fullGradients, .debugDump: stem
    }
  }

  /// Without `_first{n}`, the number of indices along every dimension.
  private static func withoutSampleCount(_ stem: String) -> String {
    guard let found = stem.ranges(of: "_first").last,
      found.lowerBound > stem.startIndex, !stem[found.upperBound...].isEmpty,
      stem[found.upperBound...].utf8.allSatisfy(\.isDigit)
    else { return stem }
    return String(stem[..<found.lowerBound])
  }

  /// The parameter's name, such as `layers.0.fc.weight`.
  ///
  /// Of `Module.layers.0.fc.Linear.parameters_grad.0.weight` it is what is left without the
  /// class and, of the first call, its number. Other kinds of tensors keep their names.
  private static func parameterName(_ stem: String) -> String {
    var parts = stem.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    guard let place = parts.lastIndex(of: "parameters_grad"), place >= 2,
      ["Module", "Cell"].contains(parts[0])
    else { return stem }
    let module = parts[1..<max(1, place - 1)]
    parts.removeFirst(place + 1)
    var call = 0
    if let first = parts.first, parts.count > 1, let number = Int(first) {
      call = number
      parts.removeFirst()
    }
    return (module + parts + (call > 0 ? ["call\(call)"] : [])).joined(separator: ".")
  }
}
