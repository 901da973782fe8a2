internal import Synchronization

/// The files that the tensors of another one lie in, a few of them open at a time.
final class PartFiles: Sendable {
  private static let openLimit = 8

  /// Their paths.
  let paths: [String]
  /// What is known of the checksums in each.
  let checks: [EntryChecks]
  private let state = Mutex(State())

  private struct State {
    var open: [(index: Int, file: SharedFile)] = []
    /// What the system said about each when it was first opened.
    var statuses: [Int: FileStatus] = [:]
  }

  init(paths: [String]) {
    self.paths = paths
    checks = paths.map { _ in EntryChecks() }
  }

  /// A file, opened if need be.
  func file(_ index: Int) throws(TensorFileError) -> SharedFile {
    let known = state.withLock { $0.open.first { $0.index == index }?.file }
    if let known { return known }
    let file = SharedFile(try OpenFile(path: paths[index]))
    let isChanged = state.withLock { state in
      if let first = state.statuses[index], first != file.file.status { return true }
      state.statuses[index] = file.file.status
      state.open.append((index, file))
      if state.open.count > Self.openLimit { state.open.removeFirst() }
      return false
    }
    if isChanged { throw changed(index) }
    return file
  }

  /// What the system said about those that were opened.
  var statuses: [FileStatus] { state.withLock { Array($0.statuses.values) } }

  /// Throws `.changedWhileRead` where one of those that were opened is no longer the same.
  func verifyUnchanged() throws(TensorFileError) {
    for (index, first) in state.withLock({ $0.statuses }).sorted(by: { $0.key < $1.key }) {
      let now: FileStatus
      do throws(SystemError) {
        now = try System.status(ofPath: paths[index], followingLinks: true)
      } catch {
        throw error.tensorFileError(path: paths[index])
      }
      if now != first { throw changed(index) }
    }
  }

  private func changed(_ index: Int) -> TensorFileError {
    TensorFileError(
      .changedWhileRead, path: paths[index], what: "the file was changed while it was read",
      remedy: "wait until it is completely written and run again")
  }
}
