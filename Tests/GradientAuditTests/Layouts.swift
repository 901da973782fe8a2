import Foundation
import GradientAudit
import TensorFiles

/// The file trees that `Fixtures/make_layouts.py` writes as their producers do.
enum Layouts {
  static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/layouts/\(name)").path
  }

  static func recording(
    _ name: String, _ options: RecordingOptions = RecordingOptions()
  ) -> Recording {
    Recording(paths: [path(name)], options: options)
  }

  /// Each step with the names of its tensors.
  static func names(_ recording: Recording) -> [Int: [String]] {
    let index = RecordingIndex(recording)
    return Dictionary(grouping: index.tensors, by: \.step).mapValues { $0.map(\.name) }
  }
}
