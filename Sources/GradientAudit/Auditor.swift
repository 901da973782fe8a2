internal import FloatEmulation
internal import Synchronization
internal import TensorFiles

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Reads a recording, once, and audits it.
///
/// Files are opened, and large tensors read, by several threads. The result does not
/// depend on how many there are, byte for byte: counts are added, and everything else
/// is put into the order of the recording.
public struct Auditor {
  private let plan: AuditPlan
  private let threadCount: Int
  private let progress: (Progress) -> Void

  /// How far a run is.
  public struct Progress: Sendable {
    /// The files read to their end.
    public var filesDone = 0
    /// The files of the recording.
    public var fileCount: Int
    /// The bytes of tensors read so far.
    public var bytesRead: UInt64 = 0
    /// The bytes of all files, about as many as there are to read.
    public var byteCount: UInt64

    /// The beginning of a run.
    public init(fileCount: Int, byteCount: UInt64) {
      self.fileCount = fileCount
      self.byteCount = byteCount
    }
  }

  /// The number of processors that are at hand.
  public static var processorCount: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// Creates an auditor.
  ///
  /// - Parameters:
  ///   - plan: What to ask.
  ///   - threadCount: How many threads read and count; at least 1.
  ///   - progress: Called after each few megabytes, by any thread, never by two at once.
  public init(
    _ plan: AuditPlan, threadCount: Int = processorCount,
    progress: @escaping (Progress) -> Void = { _ in }
  ) {
    self.plan = plan
    self.threadCount = threadCount
    self.progress = progress
  }

  /// Audits everything in a recording that can be read.
  ///
  /// A file that cannot be read is a problem of the result and does not stop the
  /// others. A tensor whose step and name were seen before is one, too: it is
  /// left out, since its values would count twice.
  public func audit(_ recording: Recording) -> Audit {
    var builder = AuditBuilder(plan: plan)
    for problem in recording.problems { builder.add(problem: problem) }
    for path in recording.ignored { builder.add(ignored: path) }
    let workers = Workers(count: threadCount, builder.tables)
    let run = Run(
      Progress(fileCount: recording.files.count, byteCount: recording.byteCount), progress)
    var seen = SeenTensors()
    // As many files at a time as may be open.
    for start in stride(from: 0, to: recording.files.count, by: Auditor.openFileCount) {
      let end = min(start + Auditor.openFileCount, recording.files.count)
      audit(recording.files[start..<end], workers, run, &seen, &builder)
    }
    return builder.finish()
  }

  private static let openFileCount = 64

  private func audit(
    _ recorded: ArraySlice<RecordedFile>, _ workers: Workers, _ run: Run,
    _ seen: inout SeenTensors, _ builder: inout AuditBuilder
  ) {
    let recorded = Array(recorded)
    let opened = opened(recorded, workers)
    var readings = zip(recorded, opened).map { Reading($0, $1, &seen) }
    read(&readings, workers, run)
    let endings = endings(readings, workers)
    for (reading, ending) in zip(readings, endings) { builder.add(reading, ending) }
  }

  private func opened(
    _ recorded: [RecordedFile], _ workers: Workers
  ) -> [Result<TensorFile, TensorFileError>] {
    let results = Mutex(
      [Result<TensorFile, TensorFileError>?](repeating: nil, count: recorded.count))
    workers.forEach(recorded.count) { index in
      let result: Result<TensorFile, TensorFileError>
      do throws(TensorFileError) {
        result = .success(try TensorFile(path: recorded[index].path))
      } catch {
        result = .failure(error)
      }
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// Counts all tensors of some files.
  private func read(_ readings: inout [Reading], _ workers: Workers, _ run: Run) {
    var parts: [TensorPart] = []
    var places: [(reading: Int, tensor: Int)] = []
    for (index, reading) in readings.enumerated() {
      guard let file = reading.file else { continue }
      for (number, tensor) in reading.tensors.enumerated() where tensor.isCounted {
        let own = tensor.stored.parts(of: file)
        parts += own
        places += own.map { _ in (index, number) }
      }
    }
    let counted = Mutex(readings)
    workers.count(parts) { [parts, places] index, result in
      let place = places[index]
      counted.withLock { $0[place.reading].tensors[place.tensor].add(result) }
      let tensor = parts[index].tensor
      let bytes = UInt64(parts[index].elements.count * (tensor.elementType.bitWidth ?? 0) / 8)
      run.add(bytes: bytes)
    }
    readings = counted.withLock { $0 }
    run.add(files: readings.count)
  }

  /// What there is to say about files at their end.
  private func endings(_ readings: [Reading], _ workers: Workers) -> [Ending] {
    let endings = Mutex([Ending](repeating: Ending(), count: readings.count))
    workers.forEach(readings.count) { index in
      guard let file = readings[index].file, readings[index].problem == nil else { return }
      var ending = Ending()
      do throws(TensorFileError) {
        ending.warning = try file.interruptedWrite()?.warning
        try file.verifyUnchanged()
      } catch {
        ending.problem = error
      }
      let found = ending
      endings.withLock { $0[index] = found }
    }
    return endings.withLock { $0 }
  }
}

/// The tensors of a recording that were seen, with the file that had each first.
struct SeenTensors {
  private struct Key: Hashable {
    let step: Int
    let name: ByteName
  }

  private var paths: [Key: String] = [:]

  /// Notes a tensor.
  ///
  /// - Returns: The path of the file that had it before; nil if none had.
  mutating func insert(step: Int, name: String, path: String) -> String? {
    let key = Key(step: step, name: ByteName(name))
    if let first = paths[key] { return first }
    paths[key] = path
    return nil
  }
}

/// A file on its way through an audit.
struct Reading: Sendable {
  let recorded: RecordedFile
  /// nil if it could not be opened.
  let file: TensorFile?
  /// Why it could not be opened.
  private let failure: TensorFileError?
  var tensors: [TensorReading]

  init(
    _ recorded: RecordedFile, _ opened: Result<TensorFile, TensorFileError>,
    _ seen: inout SeenTensors
  ) {
    self.recorded = recorded
    switch opened {
    case .failure(let error):
      (file, failure, tensors) = (nil, error, [])
    case .success(let file):
      (self.file, failure) = (file, nil)
      tensors = file.tensors.map { stored in
        let name = recorded.name(of: stored)
        let first = seen.insert(step: recorded.step, name: name, path: recorded.path)
        return TensorReading(stored: stored, name: name, firstPath: first)
      }
    }
  }

  /// Why the file could not be read to its end.
  var problem: TensorFileError? {
    failure ?? tensors.lazy.compactMap(\.problem).first
  }
}

/// A tensor on its way through an audit.
struct TensorReading: Sendable {
  let stored: StoredTensor
  let name: String
  /// The file that has the same tensor before this one.
  let firstPath: String?
  private(set) var histogram = MagnitudeHistogram()
  private(set) var problem: TensorFileError?

  init(stored: StoredTensor, name: String, firstPath: String?) {
    self.stored = stored
    self.name = name
    self.firstPath = firstPath
  }

  /// Whether its values are read.
  var isCounted: Bool { firstPath == nil && stored.elementType.isAudited }

  /// Adds a part; of several problems the one nearest to the beginning of the file
  /// stays.
  mutating func add(_ part: CountedPart) {
    switch part {
    case .success(let counts): histogram.merge(counts)
    case .failure(let error):
      let isEarlier = (error.byteOffset ?? 0) < (problem?.byteOffset ?? .max)
      if isEarlier { problem = error }
    }
  }
}

/// What there is to say about a file at its end.
struct Ending: Sendable {
  var warning: TensorFileError?
  var problem: TensorFileError?
}

/// The progress of a run, told by one thread at a time.
private final class Run: Sendable {
  private let progress: Mutex<Auditor.Progress>
  nonisolated(unsafe) private let tell: (Auditor.Progress) -> Void

  init(_ start: Auditor.Progress, _ tell: @escaping (Auditor.Progress) -> Void) {
    progress = Mutex(start)
    unsafe self.tell = tell
  }

  func add(files: Int = 0, bytes: UInt64 = 0) {
    progress.withLock { progress in
      progress.filesDone += files
      progress.bytesRead += bytes
      unsafe tell(progress)
    }
  }
}
