internal import FloatEmulation
internal import Synchronization
internal import TensorFiles

/// Reads a recording, once, and counts how its values are distributed.
///
/// Files are opened, and large tensors read, by several threads; the result does not
/// depend on how many there are.
public struct RecordingReader {
  private let tables: SourceTables
  /// Whether the result is kept, and merged with others later.
  private let keepsCounts: Bool
  private let threadCount: Int
  private let shard: Shard
  private let manifest: HistogramManifest?
  private let progress: (Auditor.Progress) -> Void

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - threadCount: How many threads read and count; at least 1.
  ///   - shard: Which parts of the tensors are counted.
  ///   - manifest: What earlier runs have counted, and where this one notes what it has.
  ///   - progress: Called after each few megabytes, by any thread, never by two at once.
  public init(
    threadCount: Int = Auditor.processorCount, shard: Shard = .whole,
    manifest: HistogramManifest? = nil, progress: @escaping (Auditor.Progress) -> Void = { _ in }
  ) {
    self.init(
      innerCuts: [], keepsCounts: true, threadCount: threadCount, shard: shard,
      manifest: manifest, progress: progress)
  }

  /// - Parameter innerCuts: The plan's cuts inside bins, which are counted too.
  init(
    innerCuts: [UInt64], keepsCounts: Bool = false, threadCount: Int, shard: Shard = .whole,
    manifest: HistogramManifest? = nil, progress: @escaping (Auditor.Progress) -> Void
  ) {
    tables = SourceTables(innerCuts: innerCuts)
    self.keepsCounts = keepsCounts
    self.threadCount = threadCount
    self.shard = shard
    self.manifest = manifest
    self.progress = progress
  }

  /// Counts everything in a recording that can be read.
  ///
  /// A file that cannot be read is a problem of the result and does not stop the
  /// others. A tensor whose step and name were seen before is one, too: it is left out,
  /// since its values would count twice. Histogram files among the recording's are added.
  public func read(_ recording: Recording) -> RecordingHistogram {
    let kept = recording.files.filter(\.isHistogram)
    let files = recording.files.filter { !$0.isHistogram }
    var result = RecordingHistogram(sources: recording.tensorSources)
    result.problems = recording.problems
    result.warnings = recording.warnings
    result.ignored = recording.ignored
    result.remarks = recording.remarks
    if shard != .whole, !files.isEmpty {
      result.shards = [CountedShard(recording.tensorSources, shard)]
    }
    let teller = ProgressTeller(
      Auditor.Progress(fileCount: recording.files.count, byteCount: recording.byteCount), progress)
    var run = Run(
      workers: Workers(count: threadCount, tables), teller: teller,
      // Parts are told by their ends, and so are replicas.
      tellsEnds: keepsCounts || files.contains { $0.namedRank != nil })
    // As many files at a time as may be open.
    for start in stride(from: 0, to: files.count, by: RecordingReader.openFileCount) {
      let end = min(start + RecordingReader.openFileCount, files.count)
      read(Array(files[start..<end]), &run, &result)
    }
    manifest?.flush()
    result.problems += run.duplicates.problems(task: "audit")
    var merger = HistogramMerger(result)
    for file in kept {
      merger.add(file)
      teller.add(files: 1)
    }
    return merger.finish()
  }

  private static let openFileCount = 64

  private func read(
    _ recorded: [RecordedFile], _ run: inout Run, _ result: inout RecordingHistogram
  ) {
    let opened = opened(recorded, run.workers)
    var readings = zip(recorded, opened).map { Reading($0, $1, &run.seen) }
    for reading in readings { run.duplicates.add(reading) }
    if run.tellsEnds { takeChecksums(&readings, run.workers) }
    count(&readings, &run)
    let endings = endings(readings, run.workers)
    for (reading, ending) in zip(readings, endings) { result.add(reading, ending) }
  }

  private func opened(
    _ recorded: [RecordedFile], _ workers: Workers
  ) -> [Result<OpenedFile, TensorFileError>] {
    let results = Mutex(
      [Result<OpenedFile, TensorFileError>?](repeating: nil, count: recorded.count))
    workers.forEach(recorded.count) { index in
      let result: Result<OpenedFile, TensorFileError>
      do throws(TensorFileError) {
        result = .success(try recorded[index].open())
      } catch {
        result = .failure(error)
      }
      results.withLock { $0[index] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  /// Tells the data of tensors by their ends, where their counts are kept.
  private func takeChecksums(_ readings: inout [Reading], _ workers: Workers) {
    let results = Mutex(readings)
    workers.forEach(readings.count) { [readings] index in
      guard let file = readings[index].file else { return }
      for (number, tensor) in readings[index].tensors.enumerated() where tensor.isCounted {
        do throws(TensorFileError) {
          let checksum = try file.checksumOfEnds(tensor.stored)
          results.withLock { $0[index].tensors[number].checksum = checksum }
        } catch {
          results.withLock { $0[index].tensors[number].add(.failure(error), 0..<0) }
        }
      }
    }
    readings = results.withLock { $0 }
  }

  /// Counts the parts of all tensors of some files that belong to the shard.
  private func count(_ readings: inout [Reading], _ run: inout Run) {
    let work = partsToCount(&readings, &run)
    let counted = Mutex(readings)
    // Held twice, every tensor would be copied.
    readings = []
    run.workers.count(work.parts) { [work, manifest, teller = run.teller] index, result in
      let part = work.parts[index]
      counted.withLock {
        for place in work.places(of: index) {
          $0[place.reading].tensors[place.tensor].add(result, part.elements)
        }
      }
      if case .success(let histogram) = result { manifest?.note(part, histogram) }
      teller.add(bytes: part.byteCount)
    }
    readings = counted.withLock { $0 }
    run.teller.add(files: readings.count)
  }

  /// The parts that belong to the shard, but those that the manifest knows.
  private func partsToCount(_ readings: inout [Reading], _ run: inout Run) -> PartsToCount {
    var work = PartsToCount()
    for (index, reading) in readings.enumerated() {
      guard let opened = reading.opened else { continue }
      for (number, tensor) in reading.tensors.enumerated() where tensor.isCounted {
        let mayRepeat = reading.sharesBeginning(number)
        for part in tensor.stored.parts(of: opened) where run.takes(shard) {
          if let known = manifest?.histogram(of: part) {
            readings[index].tensors[number].add(.success(known), part.elements)
            run.teller.add(bytes: part.byteCount)
          } else {
            work.add(
              part, PartsToCount.Place(reading: index, tensor: number), mayRepeat: mayRepeat)
          }
        }
      }
    }
    work.finish()
    return work
  }

  /// What there is to say about files at their end.
  private func endings(_ readings: [Reading], _ workers: Workers) -> [Ending] {
    let endings = Mutex([Ending](repeating: Ending(), count: readings.count))
    workers.forEach(readings.count) { index in
      guard let file = readings[index].file, readings[index].isWhole else { return }
      var ending = Ending()
      do throws(TensorFileError) {
        ending.problems = file.damagedUnread()
        ending.warning = try file.interruptedWrite()?.warning
        try file.verifyUnchanged()
      } catch {
        ending.problems.append(error)
      }
      let found = ending
      endings.withLock { $0[index] = found }
    }
    return endings.withLock { $0 }
  }
}

/// The state of one run.
private struct Run {
  let workers: Workers
  let teller: ProgressTeller
  /// Whether tensors are told by the ends of their data.
  let tellsEnds: Bool
  var seen = SeenTensors()
  var duplicates = DuplicateTensors()
  private var partCount = 0

  init(workers: Workers, teller: ProgressTeller, tellsEnds: Bool) {
    self.workers = workers
    self.teller = teller
    self.tellsEnds = tellsEnds
  }

  /// Whether the next part of the recording belongs to a shard.
  mutating func takes(_ shard: Shard) -> Bool {
    defer { partCount += 1 }
    return shard.contains(part: partCount)
  }
}

/// Tells the progress of a run, on one thread at a time.
private final class ProgressTeller: Sendable {
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
