#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Reads a recording, once, and audits it.
///
/// Limits on errors, such as on the SQNR, need a second reading of their tensors.
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
    RecordingReader(innerCuts: plan.innerCuts, threadCount: threadCount, progress: progress)
      .read(recording).audit(plan, threadCount: threadCount).measuringErrors(
        recording, threadCount: threadCount)
  }
}
