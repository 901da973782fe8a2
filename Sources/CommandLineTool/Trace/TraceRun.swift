internal import AuditReports
internal import FloatEmulation
internal import GradientAudit

/// A trace whose values go into files as they are found.
struct TraceRun {
  private let tracer: Tracer
  private let files: TraceFileOptions
  private let progress: TensorProgress

  private typealias Sink = ([UInt8]) throws -> Void

  init(_ tracer: Tracer, _ files: TraceFileOptions, _ progress: TensorProgress) {
    self.tracer = tracer
    self.files = files
    self.progress = progress
  }

  /// Traces tensors in their order.
  ///
  /// Where the reader of a pipe has gone, the other files are still written; without any
  /// the trace ends.
  func trace(_ tensors: [RecordedTensor]) throws -> TraceFindings {
    defer { tracer.finish() }
    var findings = TraceFindings()
    var masks = try MaskDirectory(files.masks)
    try Output.whileRead {
      try write(files.csv) { csv in
        try csv?(Array((TraceRow.columns.joined(separator: ",") + "\n").utf8))
        try Output.whileRead {
          try write(files.jsonl) { try trace(tensors, csv, $0, &masks, &findings) }
        }
      }
    }
    try masks.finish()
    return findings
  }

  private func trace(
    _ tensors: [RecordedTensor], _ csv: Sink?, _ json: Sink?, _ masks: inout MaskDirectory,
    _ findings: inout TraceFindings
  ) throws {
    for tensor in tensors {
      progress.begin(tensor)
      let traced = try masks.write(tensor, tracer.query.outcomes) { mask in
        try trace(tensor, csv, json, mask, &findings)
      }
      if let traced { findings.tensors.append(traced) }
    }
  }

  /// Values as they are written.
  private struct Part: Sendable {
    let csv: [UInt8]
    let json: [UInt8]
    let examples: ArraySlice<TracedValue>
  }

  private func trace(
    _ tensor: RecordedTensor, _ csv: Sink?, _ json: Sink?, _ mask: Sink?,
    _ findings: inout TraceFindings
  ) throws -> TracedTensor? {
    let row = try TraceRow(tensor, tracer.query)
    let (wantsCSV, wantsJSON) = (csv != nil, json != nil)
    return try tracer.trace(tensor, takeMask: mask) { values in
      Part(
        csv: wantsCSV ? row.commaSeparated(values) : [],
        json: wantsJSON ? row.jsonLines(values) : [],
        examples: ArraySlice(Array(values.prefix(TraceFindings.exampleLimit))))
    } take: { part in
      findings.add(part.examples, of: tensor)
      try csv?(part.csv)
      try json?(part.json)
    }
  }

  /// Calls a function with the sink of a file, nil if there is to be none.
  private func write(_ path: String?, _ body: (Sink?) throws -> Void) throws {
    guard let path else { return try body(nil) }
    let isAlone = [files.csv, files.jsonl, files.masks].compactMap(\.self).count == 1
    try OutputFile.write(
      path,
      bytes: { sink in
        var isRead = true
        try body { bytes in
          guard isRead else { return }
          do {
            try sink(bytes)
          } catch let error as OutputError where error.isClosedPipe && !isAlone {
            isRead = false
          }
        }
      })
  }
}
