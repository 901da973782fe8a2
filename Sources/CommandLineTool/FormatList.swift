internal import ArgumentParser
internal import FloatEmulation

/// A list of formats on the command line, such as `fp16,bf16`.
struct FormatList: CustomStringConvertible {
  let formats: [FloatFormat]

  init(_ formats: [FloatFormat]) { self.formats = formats }

  /// Reads a list; a format that is named twice is taken once.
  ///
  /// - Throws: `ValidationError` that names the unknown format and the nearest
  ///   known one.
  init(text: String) throws {
    var formats: [FloatFormat] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      let format = try FormatList.format(String(name))
      if !formats.contains(format) { formats.append(format) }
    }
    self.formats = formats
  }

  /// The format of a name.
  ///
  /// - Throws: `ValidationError`.
  static func format(_ name: String) throws -> FloatFormat {
    do {
      return try FloatFormat(named: name)
    } catch .unknownName {
      throw ValidationError(unknown(name))
    } catch {
      throw ValidationError("`\(name)`: \(error)")
    }
  }

  var description: String { formats.map(\.name).joined(separator: ",") }

  private static func unknown(_ name: String) -> String {
    let known = FloatFormat.catalogue.map(\.name)
    let words = known + FloatFormat.aliases.keys.sorted()
    let guess = Spelling.nearest(to: name.lowercased(), among: words)
    return "there is no format `\(name)`"
      + (guess.map { "; did you mean `\($0)`?" }
        ?? "; known are \(known.joined(separator: ", ")), eXmY and Binary8p4se")
  }
}
