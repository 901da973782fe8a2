@testable import GradientAudit

/// Reads the lines of a run that was stopped.
enum ManifestCheck {
  static func run(_ input: [UInt8]) {
    let lines = String(decoding: input, as: UTF8.self).split(separator: "\n")
    let manifest = HistogramManifest(lines: lines) { _ in }
    require(manifest.count <= lines.count, "more pieces than lines")
  }
}
