internal import ArgumentParser
internal import FPAudit
internal import FloatEmulation

/// A list of formats on the command line, such as `fp16,bf16`.
struct FormatList: ExpressibleByArgument {
  let formats: [FloatFormat]

  init(_ formats: [FloatFormat]) { self.formats = formats }

  /// Nil when a name is unknown; `validated` says which.
  init?(argument: String) {
    guard let list = try? FormatList(text: argument) else { return nil }
    self = list
  }

  /// Reads a list.
  ///
  /// - Throws: `ValidationError` that names the unknown format and the nearest
  ///   known one.
  init(text: String) throws {
    var formats: [FloatFormat] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let format = FloatFormat(named: String(name)) else {
        throw ValidationError(FormatList.unknown(String(name)))
      }
      if !formats.contains(format) { formats.append(format) }
    }
    self.formats = formats
  }

  private static func unknown(_ name: String) -> String {
    let known = FloatFormat.catalogue.map(\.name)
    let words = known + FloatFormat.aliases.keys.sorted()
    let guess = Spelling.nearest(to: name.lowercased(), among: words)
    return "there is no format `\(name)`"
      + (guess.map { "; did you mean `\($0)`?" } ?? "; known are \(known.joined(separator: ", "))")
  }
}
