internal import ArgumentParser
internal import AuditReports
internal import GradientAudit

/// `fpaudit memory`: what recipes of training need for the recorded parameters.
struct MemoryCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory",
    abstract: "Count the bytes of weights, gradients and optimizer state, recipe by recipe.",
    discussion: """
      Reads headers only: each recorded gradient is as large as its parameter; --tensors \
      leaves out what is none, such as activations. Bytes are derived from shapes and from \
      what a recipe stores, not measured; activations are not counted. Beside them stands how \
      many times as fast a step can be at most, were it limited by these bytes alone.

      Recipes: \(MemoryRecipe.catalogue.map(\.name).joined(separator: " ")).

      EXAMPLES
        fpaudit memory grads/
        fpaudit memory grads/ --tensors '!activation.**'
        fpaudit memory run.fphist --recipes bf16_master,bf16_stochastic --optimizers adam
        fpaudit memory grads/ --depth 2 --csv - --html memory.html
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var choice: MemoryOptions
  @OptionGroup var reports: ReportOptions

  func validate() throws { try reports.validate() }

  func status() throws -> ExitStatus {
    try OutputTarget.requireNoInput(reports.paths, among: input.paths)
    let list = ParameterList(try input.recording())
    try Diagnostics.report(problems: list.problems, warnings: list.warnings)
    try Output.whileRead {
      for conflict in list.conflicts { try Output.error.write("fpaudit: \(conflict)\n") }
    }
    let isWhole = list.problems.isEmpty && list.conflicts.isEmpty
    if list.parameters.isEmpty {
      if isWhole { try Diagnostics.reportNothing("counted", list.unaudited, input) }
      return .failure
    }
    let estimate = try MemoryEstimate(
      list, recipes: choice.recipes.recipes, optimizers: choice.optimizers.optimizers,
      depth: choice.depth)
    let context = MemoryContext(
      estimate, title: reports.title(of: input.paths),
      command: Shell.command("memory", input.paths, input.reading.words + choice.words),
      version: FPAuditCommand.version)
    try reports.write(
      csv: MemoryCSV(context).write, json: MemoryJSON(context).write,
      html: MemoryHTML(context).write, markdown: MemoryMarkdown(context).write,
      page: MemoryText(context).write)
    return isWhole ? .success : .failure
  }
}
