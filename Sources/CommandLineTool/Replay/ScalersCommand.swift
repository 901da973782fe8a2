internal import ArgumentParser
internal import AuditReports
internal import GradientAudit

/// `fpaudit scalers`: the loss scalers that are known by name.
struct ScalersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scalers",
    abstract: "List loss scalers with their defaults and sources, or all about some.",
    discussion: """
      For --scaler and --set of `fpaudit replay`.

      EXAMPLES
        fpaudit scalers
        fpaudit scalers torch megatron
        fpaudit scalers --json
      """)

  @Argument(help: "The scalers to show in detail.", transform: { try ScalersCommand.scaler($0) })
  var names: [LossScaler] = []

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let scalers = names.isEmpty ? LossScaler.catalogue : names
    if json { return try Output.standard.write(try ScalerDocument(scalers).json()) }
    let pages = scalers.map { names.isEmpty ? ScalerPage($0).entry : ScalerPage($0).details }
    try Output.standard.write(pages.joined(separator: names.isEmpty ? "" : "\n"))
  }

  private static func scaler(_ name: String) throws -> LossScaler {
    do throws(ScalerError) {
      return try LossScaler(named: name)
    } catch {
      throw ValidationError(error.description)
    }
  }
}
