internal import ArgumentParser
internal import FloatEmulation
internal import GradientAudit

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
      throw ValidationError(Spelling.unknownFormat(name))
    } catch {
      throw ValidationError("`\(name)`: \(error)")
    }
  }

  var description: String { formats.map(\.name).joined(separator: ",") }
}
