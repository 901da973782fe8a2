/// The versions of histogram files that are read; the newest is written.
///
/// The numbers of bins are part of every version.
enum HistogramFileVersion: UInt32 {
  /// Counts alone.
  case first = 1
  /// Tells ranks, recorded scales, shards, remarks, and whether values are those of bfloat16.
  case withProvenance
  /// Tells the length of each tensor's entry, and has its bins in blocks (``BinBlocks``).
  case withBlocks

  static let newest = HistogramFileVersion.withBlocks

  /// Whether files of it tell where values come from.
  var tellsProvenance: Bool { self != .first }
}
