import Foundation
import GradientAudit
import Synchronization
import TensorFiles
import Testing

@Suite("A manifest lets an interrupted run go on")
struct HistogramManifestTests {
  private final class Lines: Sendable {
    private let text = Mutex("")
    func append(_ lines: String) { text.withLock { $0 += lines } }
    var all: [Substring] { text.withLock { $0.split(separator: "\n") } }
  }

  private func setTime(_ path: String, _ date: Date) throws {
    try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
  }

  @Test("and nothing that it knows is read again, unless the file was changed")
  func goesOn() throws {
    let directory = TemporaryDirectory()
    let file = directory.path + "/w.npy"
    let date = Date(timeIntervalSince1970: 1_700_000_000)
    // The ends of the data are read each time.
    var values = [Float](repeating: 1, count: 10_000)
    try directory.write(values, to: "w.npy")
    try setTime(file, date)
    let recording = Recording(paths: [directory.path])
    let lines = Lines()
    let first = RecordingReader(manifest: HistogramManifest(lines: [""], append: lines.append))
      .read(recording)
    #expect(lines.all.count == 1)

    values[5000] = 1e9
    try directory.write(values, to: "w.npy")
    try setTime(file, date)
    let known = HistogramManifest(lines: lines.all, append: lines.append)
    #expect(known.count == 1)
    #expect(RecordingReader(manifest: known).read(recording) == first)
    #expect(lines.all.count == 1)

    try setTime(file, date.addingTimeInterval(1))
    let now = RecordingReader(manifest: known).read(recording)
    #expect(now != first && now == RecordingReader().read(recording))
    #expect(lines.all.count == 2)
  }

  @Test("and lines that are torn or forged are passed over")
  func torn() throws {
    let directory = TemporaryDirectory()
    try directory.write((0..<5_000_000).map { Float($0) }, to: "w.npy")
    let recording = Recording(paths: [directory.path])
    let lines = Lines()
    let whole = RecordingReader(manifest: HistogramManifest(lines: [""], append: lines.append))
      .read(recording)
    #expect(lines.all.count == 3)
    let first = String(lines.all[0])
    let damaged = [
      String(first.dropLast(9)), first.replacing("elementCount\":2", with: "elementCount\":1"),
      first.replacing("version\":3", with: "version\":2"),
      first.replacing(",\"version\":3", with: ""), "{}", "x",
    ]
    #expect(Set(damaged + [first]).count == 7)
    let manifest = HistogramManifest(lines: damaged + [String(lines.all[1])], append: { _ in })
    #expect(manifest.count == 1)
    #expect(RecordingReader(manifest: manifest).read(recording) == whole)
  }
}
