import Mustache

/// A page's template, with the parts that pages share.
enum PageTemplate: String {
  case audit = "page"
  case replay
  case advice
  case memory
  case updates

  /// Writes the page in one piece.
  ///
  /// - Throws: What the sink throws, or an error of the template library, which
  ///   would be a mistake in a template.
  func write(_ values: [String: Any], to sink: (String) throws -> Void) throws {
    let templates = try PageTemplate.sources.mapValues {
      try MustacheTemplate(string: String(decoding: $0, as: UTF8.self))
    }
    let library = MustacheLibrary(templates: templates)
    try sink(library.render(values, withTemplate: rawValue) ?? "")
  }

  private static let sources: [String: [UInt8]] = [
    "page": PackageResources.page_mustache, "replay": PackageResources.replay_mustache,
    "advice": PackageResources.advice_mustache, "memory": PackageResources.memory_mustache,
    "updates": PackageResources.updates_mustache, "head": PackageResources.head_mustache,
    "foot": PackageResources.foot_mustache,
    "panel": PackageResources.panel_mustache, "table": PackageResources.table_mustache,
  ]
}
