internal import Conformance
internal import FloatEmulation
internal import Foundation
internal import GradientAudit
internal import Synchronization

/// Seeds that only this package can write: histograms, lines of a manifest, vectors.
struct SeedFiles {
  /// The directory that gets a directory for each target.
  let directory: URL

  /// Writes all of them.
  ///
  /// - Parameter recordings: Paths of recordings, each of which is counted.
  func write(countingEach recordings: [String]) throws {
    for (number, path) in recordings.enumerated() {
      let lines = Mutex("")
      let manifest = HistogramManifest(lines: [String]()) { text in lines.withLock { $0 += text } }
      for (part, shard) in ["1/1", "1/2"].compactMap(Shard.init).enumerated() {
        let reader = RecordingReader(threadCount: 1, shard: shard, manifest: manifest)
        let histogram = reader.read(Recording(paths: [path]))
        try write(histogram.fileBytes, to: "fphist", "\(number)-\(part).fphist")
      }
      try write(Array(lines.withLock { $0 }.utf8), to: "manifest", "\(number).jsonl")
    }
    for format in [FloatFormat.e2m1fn, .e2m3fn] { try writeVectors(of: format) }
  }

  private func writeVectors(of format: FloatFormat) throws {
    let document = VectorDocument(VectorSet(Projection(format)))
    var text = ""
    document.writeCSV { text += $0 }
    try write(Array(text.utf8), to: "vectors", "\(format.name).csv")
    text = ""
    document.writeJSONLines { text += $0 }
    try write(Array(text.utf8), to: "vectors", "\(format.name).jsonl")
  }

  private func write(_ bytes: [UInt8], to target: String, _ name: String) throws {
    let folder = directory.appending(path: target)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: folder.appending(path: name))
  }
}
