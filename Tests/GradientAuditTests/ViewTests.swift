import FloatEmulation
import Foundation
import GradientAudit
import Synchronization
import TensorFiles
import Testing

@Suite("Views of PyTorch are audited and traced as their copies are")
struct ViewTests {
  /// What `Fixtures/torch.json` says of a tensor: its bytes in C order.
  private struct Described: Decodable {
    let name: String
    let type: String
    let shape: [Int]
    let bytes: String
  }

  private struct Document: Decodable { let contents: [Described] }

  private static let fixtures =
    #filePath.dropLast("GradientAuditTests/ViewTests.swift".count) + "TensorFilesTests/Fixtures/"

  private static let descriptors = ["fp64": "<f8", "fp32": "<f4", "fp16": "<f2"]

  /// A directory with an array for each tensor of a fixture, copied into C order.
  private func copies() throws -> TemporaryDirectory {
    let data = try Data(contentsOf: URL(filePath: String(Self.fixtures) + "torch.json"))
    let files = TemporaryDirectory()
    for tensor in try JSONDecoder().decode(Document.self, from: data).contents {
      guard let descriptor = Self.descriptors[tensor.type] else { continue }
      let digits = Array(tensor.bytes)
      let bytes = stride(from: 0, to: digits.count, by: 2)
        .compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
      try files.write(tensor.name + ".npy", type: descriptor, shape: tensor.shape, bytes: bytes)
    }
    return files
  }

  private func recording(_ name: String) -> Recording {
    Recording(paths: [String(Self.fixtures) + name])
  }

  @Test(
    "their counts, extremes and slices are those of a copy",
    arguments: ["torch-2.pt", "torch-big-endian.pt", "torch-legacy-2.pt"])
  func counts(name: String) throws {
    let plan = AuditPlan(
      projections: [Projection(.binary16), Projection(.e4m3fn)], scales: [.one])
    let copies = try copies()
    let wanted = Auditor(plan).audit(Recording(paths: [copies.path]))
    let found = Auditor(plan).audit(recording(name))
    #expect(found.problems == [])
    for entry in wanted.entries {
      let view = try #require(found.entries.first { $0.tensor == entry.tensor }, "\(entry.tensor)")
      #expect(view.shape == entry.shape)
      #expect(outcomes(view) == outcomes(entry), "\(entry.tensor)")
      #expect(view.tally.exponentCounts == entry.tally.exponentCounts, "\(entry.tensor)")
    }
  }

  @Test("elements of several names are read once", arguments: ["torch-2.pt", "torch-legacy-2.pt"])
  func shared(name: String) throws {
    let path = String(Self.fixtures) + name
    let tensors = try TensorFile(path: path).tensors.filter(\.elementType.isAudited)
    let different = Set(tensors.map(\.unnamed))
    #expect(different.count < tensors.count)
    let bytesRead = Mutex<UInt64>(0)
    let audit = Auditor(AuditPlan(scales: [.one])) { progress in
      bytesRead.withLock { $0 = max($0, progress.bytesRead) }
    }.audit(recording(name))
    #expect(audit.entries.count == tensors.count)
    #expect(
      bytesRead.withLock { $0 }
        == different.reduce(0) { $0 + UInt64($1.elementCount * $1.elementWidth) })
  }

  private func outcomes(_ entry: AuditEntry) -> [OutcomeCounts] {
    (0..<2).map { entry.tally.outcomes(projection: $0, scale: 0) }
  }

  @Test("their values have the places of a copy's", arguments: TraceOrderTests.selections)
  func places(selection: TraceSelection) throws {
    let query = TraceQuery(
      AuditCell(Projection(.e4m3fn), at: .one), outcomes: Set(Outcome.allCases),
      selection: selection, countsSlices: true)
    let copies = try copies()
    let wanted = try copies.index.traced(query)
    let index = RecordingIndex(recording("torch-2.pt"))
    let names = Set(wanted.tensors.map(\.tensor.name))
    for traced in wanted.tensors {
      let one = index.tensors.filter { $0.name == traced.tensor.name }
      let tracer = Tracer(query, threadCount: 2)
      var values: [TracedValue] = []
      let found = try tracer.trace(one) { values += $1 }
      #expect(found.first?.counts == traced.counts)
      #expect(found.first?.slices == traced.slices, "\(traced.tensor.name)")
      var expected: [TracedValue] = []
      let again = Tracer(query, threadCount: 1)
      _ = try again.trace([traced.tensor]) { expected += $1 }
      #expect(values == expected, "\(traced.tensor.name)")
    }
    #expect(names.count > 50)
  }

  @Test("a manifest knows two views of one place apart")
  func manifest() throws {
    let lines = Mutex("")
    let first = HistogramManifest(lines: [""]) { text in lines.withLock { $0 += text } }
    let whole = RecordingReader(manifest: first).read(recording("torch-2.pt"))
    let known = HistogramManifest(
      lines: lines.withLock { $0.split(separator: "\n") }, append: { _ in })
    #expect(RecordingReader(manifest: known).read(recording("torch-2.pt")) == whole)
    #expect(whole == RecordingReader().read(recording("torch-2.pt")))
    #expect(known.usedCount > 50)
  }
}
