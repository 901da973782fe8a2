internal import ArgumentParser
internal import GradientAudit
internal import TensorFiles

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension OutputTarget {
  /// Checks that no output is one of the files that are read, whatever its name is.
  ///
  /// - Throws: `ValidationError`.
  static func requireNoInput(_ outputs: [String?], among paths: [String]) throws {
    let existing = outputs.compactMap(\.self).compactMap { path in
      existingFile(path).map { (path: path, file: $0) }
    }
    if existing.isEmpty { return }
    let read = Set(
      Recording(paths: paths).files.compactMap { FileMode.of($0.path)?.identity })
    guard let overwritten = existing.first(where: { read.contains($0.file) }) else { return }
    throw ValidationError(
      "`\(overwritten.path.escapedForDisplay)` is one of the files that are read; write "
        + "somewhere else")
  }

  /// The regular file that an output would replace.
  private static func existingFile(_ path: String) -> FileMode.Identity? {
    guard case .file(let target) = OutputTarget(path), let mode = FileMode.of(target),
      mode.type == S_IFREG
    else { return nil }
    return mode.identity
  }
}
