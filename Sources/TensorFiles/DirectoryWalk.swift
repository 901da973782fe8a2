/// A walk through a directory tree: real entries first, symbolic links afterwards.
struct DirectoryWalk {
  /// How deep directories may nest below the path that was given.
  static let depthLimit = 64

  private(set) var files: [String] = []
  private(set) var ignored: [String] = []
  private(set) var aliases: [String] = []
  private(set) var indices: [String] = []
  private(set) var parts: [String] = []
  private(set) var problems: [TensorFileError] = []
  /// The bytes of all `files`.
  private(set) var byteCount: UInt64 = 0

  private var links: [(path: String, depth: Int)] = []
  private var seen: Set<FileStatus.Identity> = []

  /// Walks from the path that the user gave.
  mutating func start(at path: String) {
    if path == StandardInput.path { return takeStandardInput() }
    guard let status = status(of: path, followingLinks: true) else { return }
    switch status.kind {
    case .regular where ShardIndex.isIndex(path): indices.append(path)
    case .regular: add(path, status)
    case .directory: visit(path, status, depth: 0)
    default: problems.append(status.kind.refusal(path: path))
    }
    followLinks()
    followIndices()
  }

  /// Takes standard input as a file; what cannot be read is said when it is opened.
  private mutating func takeStandardInput() {
    files.append(StandardInput.path)
    if let file = try? OpenFile(path: StandardInput.path) { byteCount = file.byteCount }
  }

  /// Follows links that were put off; those found on the way come later.
  private mutating func followLinks() {
    var next = 0
    while next < links.count {
      let (path, depth) = links[next]
      next += 1
      guard let status = status(of: path, followingLinks: true) else { continue }
      if seen.contains(status.identity) {
        aliases.append(path)
      } else {
        consider(path, status, depth: depth)
      }
    }
  }

  /// Takes in the files that indices name and that were not found by themselves.
  private mutating func followIndices() {
    for path in indices {
      do throws(TensorFileError) {
        let index = try ShardIndex(path: path)
        problems += index.problems
        for shard in index.shards { follow(shard, of: index) }
      } catch {
        problems.append(error)
      }
    }
  }

  private mutating func follow(
    _ shard: (path: String, tensors: [String]), of index: ShardIndex
  ) {
    do throws(SystemError) {
      let status = try System.status(ofPath: shard.path, followingLinks: true)
      if seen.insert(status.identity).inserted { add(shard.path, status) }
    } catch {
      let fault = error.tensorFileError(path: shard.path)
      let what = "\(fault.what); `\(index.path.escapedForDisplay)` names it"
      problems.append(
        TensorFileError(fault.code, path: shard.path, what: what, remedy: fault.remedy))
      return
    }
    problems += index.missingTensors(in: shard)
  }

  /// Takes in the entries of a directory in the order of their bytes.
  private mutating func visit(_ path: String, _ status: FileStatus, depth: Int) {
    seen.insert(status.identity)
    guard depth <= Self.depthLimit else {
      problems.append(
        TensorFileError(
          .directoryTooDeep, path: path,
          what: "directories nest deeper than \(Self.depthLimit) levels",
          remedy: "give the inner directory itself"))
      return
    }
    for name in names(in: path) {
      let inner = path.hasSuffix("/") ? path + name : path + "/" + name
      guard let status = self.status(of: inner, followingLinks: false) else { continue }
      consider(inner, status, depth: depth + 1)
    }
  }

  private mutating func consider(_ path: String, _ status: FileStatus, depth: Int) {
    switch status.kind {
    case .directory: visit(path, status, depth: depth)
    case .symbolicLink: links.append((path, depth))
    case .regular:
      seen.insert(status.identity)
      takeIn(path, status)
    case .fifo, .socket, .device: problems.append(status.kind.refusal(path: path))
    }
  }

  /// Sorts a regular file into `files`, `indices` or `ignored`.
  private mutating func takeIn(_ path: String, _ status: FileStatus) {
    if ShardIndex.isIndex(path) { return indices.append(path) }
    if path.hasSuffix(DistributedCheckpoint.partSuffix) { return takePart(path, status) }
    do throws(TensorFileError) {
      if try Self.looksLikeTensors(path) { add(path, status) } else { ignored.append(path) }
    } catch {
      problems.append(error)
    }
  }

  /// Takes a file of pieces, which is read through the metadata beside it.
  private mutating func takePart(_ path: String, _ status: FileStatus) {
    let metadata = RelativePath.directory(of: path) + DistributedCheckpoint.fileName
    guard (try? System.status(ofPath: metadata, followingLinks: true)) != nil else {
      problems.append(
        TensorFileError(
          .missingTensor, path: path,
          what: "holds pieces of a distributed checkpoint, and there is no `.metadata` beside it",
          remedy: "save the checkpoint again: it was not completed"))
      return
    }
    parts.append(path)
    byteCount &+= status.byteCount
  }

  private mutating func add(_ path: String, _ status: FileStatus) {
    files.append(path)
    byteCount &+= status.byteCount  // Sparse files may claim any size; this only tells progress.
  }

  private static func looksLikeTensors(_ path: String) throws(TensorFileError) -> Bool {
    if Container(extensionOf: path) != nil { return true }
    let file = try OpenFile(path: path)
    let prefix = try file.bytes(at: 0, atMost: Recognition.prefixLength)
    if ZipArchive.isArchive(prefix: prefix) {
      // A checkpoint that is broken shall be named; other archives are of other kinds.
      return path.hasSuffix(".ckpt") || path.hasSuffix(".bin") || ArchiveReader.holdsTensors(file)
    }
    return Recognition.container(prefix: prefix, fileByteCount: file.byteCount) != nil
  }

  private mutating func status(of path: String, followingLinks: Bool) -> FileStatus? {
    do throws(SystemError) {
      return try System.status(ofPath: path, followingLinks: followingLinks)
    } catch {
      problems.append(error.tensorFileError(path: path))
      return nil
    }
  }

  /// The names in a directory that are text, sorted by their bytes.
  private mutating func names(in path: String) -> [String] {
    var names: [[UInt8]] = []
    do throws(SystemError) {
      names = try System.names(inDirectory: path)
    } catch {
      problems.append(error.tensorFileError(path: path))
    }
    var texts: [String] = []
    for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      if let text = String(validating: name, as: UTF8.self) {
        texts.append(text)
      } else {
        problems.append(Self.nameProblem(String(decoding: name, as: UTF8.self), in: path))
      }
    }
    return texts
  }

  private static func nameProblem(_ name: String, in path: String) -> TensorFileError {
    TensorFileError(
      .invalidPath, path: path + "/" + name, what: "the name is not UTF-8",
      remedy: "rename it")
  }
}
