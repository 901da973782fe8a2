internal import TensorFiles

/// What is special about how a recording was written or read.
enum RecordingRemarks {
  /// That one rank alone is read.
  static func ofRank(_ rank: Rank) -> [String] { ["Rank \(rank) alone was read."] }
}

extension Recording {
  /// What is special about how it was written or is read, each a sentence.
  var remarks: [String] {
    let layouts = Set(files.compactMap(\.parsed.layout))
    return (options.rank.map(RecordingRemarks.ofRank) ?? [])
      + (layouts.contains(.sampledGradients)
        ? ["OLMo-core's sampled gradients hold the first indices along every dimension alone."]
        : [])
      + (layouts.contains(.debugDump)
        ? [
          "TransformerEngine's dumps may hold activations and weights besides gradients "
            + "(--include '*_wgrad.pt' reads one kind); quantized copies are not read."
        ] : [])
  }
}

extension RecordingLayout? {
  /// The warnings of a file, but those of objects that every file of a layout has.
  func warnings(of file: TensorFile) -> [TensorFileError] {
    // The quantized copy is an object of TransformerEngine's.
    self == .debugDump ? file.warnings.filter { $0.code != .objectNotRead } : file.warnings
  }
}
