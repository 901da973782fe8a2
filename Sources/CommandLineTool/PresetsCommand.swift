internal import ArgumentParser
internal import AuditReports
internal import FloatEmulation

/// `fpaudit presets`: the stacks that are known by name.
struct PresetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "presets",
    abstract: "List the rules of real software and hardware that are known by name.",
    discussion: """
      For --preset of `fpaudit round` and `fpaudit explain`, and for `fpaudit compare`. Each \
      says which formats it knows and where its rules come from.

      EXAMPLES
        fpaudit presets
        fpaudit round 465 inf --to e4m3fn --preset torch
      """)

  func run() throws {
    try OutputFile.write("-") { sink in
      for preset in Preset.catalogue {
        try sink("\(preset.name)\n  \(preset.meaning)\n")
        let formats =
          preset.catalogueFormats.map(\.name)
          + (preset.knowsP3109 ? ["Binary{K}p{P}{s|u}{e|f}"] : [])
        try sink(wrapped("formats  ", formats.joined(separator: " ")))
        try sink(wrapped("source   ", preset.source))
      }
    }
  }

  private func wrapped(_ label: String, _ text: String) -> String {
    TextWrapping.lines(text, width: 78 - label.count).enumerated().map { number, line in
      "  " + (number == 0 ? label : String(repeating: " ", count: label.count)) + line + "\n"
    }.joined()
  }
}
