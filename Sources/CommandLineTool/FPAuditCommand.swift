internal import ArgumentParser
internal import FloatEmulation

/// The root of the command line; `audit` is what it does by default.
struct FPAuditCommand: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "fpaudit",
    abstract: "What number formats do to your gradients, exactly.",
    discussion: """
      Reads recorded gradients (.npy, .npz, .safetensors, .pt, or a directory of them) and \
      counts, for every tensor, format and loss scale, which values become zero, lose \
      precision or overflow.

      EXAMPLES
        fpaudit grads/                         what fp16, bf16 and fp32 do to it
        fpaudit grads/ --formats fp16 --scales 1,2^10,65536 --csv counts.csv
        fpaudit grads/ --html report.html --markdown report.md
        fpaudit grads/ --fail-on 'fp16.underflow>0.5%'    a limit for CI
        fpaudit diff before/ after/            what became worse
        fpaudit trace grads/ --format fp16     the values that are lost, and where they are
        fpaudit replay grads/ --scaler torch   what a loss scaler does, step by step
        fpaudit updates --weights w/ --gradients grads/ --learning-rate 1e-3
                                               updates that never land
        fpaudit advise grads/                  which scales serve, and a plan for each tensor
        fpaudit memory grads/                  bytes of weights, gradients, state, by recipe
        fpaudit metrics grads/                 SQNR, relative errors, norms and ulps
        fpaudit inspect grads/                 what is in the dump
        fpaudit histogram grads/ -o run.fphist a few kilobytes that answer later, without the dump
        fpaudit round 0.1 65519.99 --to fp16   one value in a format
        fpaudit explain 65519.99               the same in all formats, and what decides
        fpaudit compare f16c f16c-rtz grads/    where two stacks differ
        fpaudit formats                        the parameters of every format
        fpaudit codes e4m3fn                   every code of a format with its value

      EXIT STATUS
        0  everything was answered
        1  so it was, and a limit given with --fail-on, --max or --min was breached
        2  usage, bad or missing input, or output that could not be written
      """,
    version: "\(version) (\(RoundingKernel.instructionSet))",
    groupedSubcommands: [
      CommandGroup(
        name: "Recordings",
        subcommands: [
          AuditCommand.self, AdviseCommand.self, ReplayCommand.self, UpdatesCommand.self,
          DiffCommand.self,
          TraceCommand.self, MetricsCommand.self, MemoryCommand.self, CompareCommand.self,
          InspectCommand.self, HistogramCommand.self, MergeCommand.self,
        ]),
      CommandGroup(
        name: "Formats",
        subcommands: [
          FormatsCommand.self, CodesCommand.self, RoundCommand.self, ExplainCommand.self,
          PresetsCommand.self, ScalersCommand.self,
        ]),
      CommandGroup(
        name: "Conformance", subcommands: [VerifyCommand.self, VectorsCommand.self]),
    ],
    defaultSubcommand: AuditCommand.self)
}
