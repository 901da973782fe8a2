internal import AuditReports
internal import FloatEmulation
internal import GradientAudit
internal import TensorFiles

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A directory of masks: a file for each tensor at each step, and `masks.csv` that says
/// which file is which.
struct MaskDirectory {
  private let path: String?
  private var names = MaskNames()
  private var rows = "file,step,tensor,chosen\n"

  /// Makes the directory unless it is there, or wanted.
  ///
  /// - Throws: `OutputError`.
  init(_ path: String?) throws {
    self.path = path
    guard let path else { return }
    if unsafe mkdir(path, 0o777) == 0 { return }
    let number = errno
    if number == EEXIST && FileMode.of(path)?.type == S_IFDIR { return }
    throw OutputError(name: path, action: "create", code: number)
  }

  /// Writes the mask of a tensor by a function that is given a sink for the bytes of its
  /// elements, and that returns nil if it cannot give all; then there is no file.
  ///
  /// Without a directory there is no sink and no file.
  mutating func write(
    _ tensor: RecordedTensor, _ outcomes: Set<Outcome>,
    _ body: (_ sink: (([UInt8]) throws -> Void)?) throws -> TracedTensor?
  ) throws -> TracedTensor? {
    guard let path else { return try body(nil) }
    let name = names.name(step: tensor.step, tensor: tensor.name)
    var traced: TracedTensor?
    do {
      try OutputFile.write(
        "\(path)/\(name)",
        bytes: { sink in
          try sink(MaskFile.header(shape: tensor.stored.shape))
          traced = try body(sink)
          if traced == nil { throw Incomplete() }
        })
    } catch is Incomplete {
      return nil
    }
    let count = traced?.count(of: outcomes) ?? 0
    rows += "\(name),\(tensor.step),\(CSVField.quoted(tensor.name)),\(count)\n"
    return traced
  }

  /// Writes the table of the files.
  func finish() throws {
    guard let path else { return }
    try OutputFile.write("\(path)/masks.csv") { try $0(rows) }
  }

  private struct Incomplete: Error {}
}
