/// The pieces of a distributed checkpoint, in their files.
struct DistributedPieces {
  /// The files that have pieces.
  let files: PartFiles

  private let metadata: DistributedMetadata
  private let path: String
  private let faults: DistributedFaults
  /// The number of each file.
  private let numbers: [ByteName: Int]
  /// Where pieces begin that were read, by file.
  private var seen: [Set<Int>]
  /// What all pieces together may ask for.
  private var views = ViewBudget()

  /// Numbers the files that have pieces.
  ///
  /// - Parameter path: That of the metadata.
  init(_ metadata: DistributedMetadata, _ path: String) {
    var paths: [String] = []
    var numbers: [ByteName: Int] = [:]
    for item in metadata.items {
      for chunk in item.chunks {
        guard let place = metadata.place(of: chunk, of: item),
          let path = RelativePath.resolve(place.path, from: path), numbers[ByteName(path)] == nil
        else { continue }
        numbers[ByteName(path)] = paths.count
        paths.append(path)
      }
    }
    self.metadata = metadata
    self.path = path
    self.numbers = numbers
    faults = DistributedFaults(path: path)
    files = PartFiles(paths: paths)
    seen = paths.map { _ in [] }
  }

  /// Files of pieces beside the metadata that these do not name, such as those of an
  /// earlier checkpoint of more processes.
  var strangers: TensorFileError? {
    let directory = RelativePath.directory(of: path)
    let names = (try? System.names(inDirectory: directory.isEmpty ? "." : directory)) ?? []
    let strangers = names.compactMap { String(validating: $0, as: UTF8.self) }
      .filter {
        $0.hasSuffix(DistributedCheckpoint.partSuffix) && numbers[ByteName(directory + $0)] == nil
      }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard let first = strangers.first else { return nil }
    let more = strangers.count > 1 ? ", nor are \(strangers.count - 1) more" : ""
    return TensorFileError(
      .objectNotRead, path: path,
      what: "`\(first.escapedForDisplay)` is no part of this checkpoint\(more)",
      remedy: "remove what an earlier one has left")
  }

  /// A piece of a tensor, and the number of its file.
  mutating func tensor(
    _ chunk: DistributedMetadata.Chunk, of item: DistributedMetadata.Item
  ) throws(TensorFileError) -> (StoredTensor, part: Int) {
    let (contents, part, _) = try contents(of: chunk, item)
    guard contents.tensors.count == 1, let tensor = contents.tensors.first, tensor.name == nil,
      tensor.shape == chunk.sizes
    else {
      throw contents.problems.first?.concerning(tensor: item.name)
        ?? faults.fault(
          item, .sizeMismatch,
          "what is stored of it at \(DistributedFaults.text(chunk.offsets)) is not a tensor of "
            + DistributedFaults.text(chunk.sizes))
    }
    return (tensor, part)
  }

  /// What is stored as a piece, with offsets in its file.
  mutating func contents(
    of chunk: DistributedMetadata.Chunk, _ item: DistributedMetadata.Item
  ) throws(TensorFileError) -> (FileContents, part: Int, isArchive: Bool) {
    let (place, part) = try place(of: chunk, item)
    let (path, shared) = (files.paths[part], try file(part, of: item))
    let size = shared.file.byteCount
    if seen[part].count == 1 { views.add(byteCount: size) }
    let (start, count) = (UInt64(place.byteOffset), UInt64(place.byteCount))
    guard start <= size, count <= size - start else {
      throw TensorFileError(
        .truncatedData, path: path, tensor: item.name, byteOffset: size,
        what: "the file ends inside its data: \(count) bytes from byte \(start) are promised",
        remedy: "save the checkpoint again: it was cut while being written or copied")
    }
    do throws(TensorFileError) {
      let slice = try shared.file.part(start..<start + count)
      let prefix = try slice.bytes(at: 0, atMost: 4)
      guard ZipArchive.isArchive(prefix: prefix) else {
        if item.shape == nil { return (FileContents(tensors: []), part, false) }
        throw TensorFileError(
          .notATensorFile, path: path, byteOffset: 0, what: "is no archive of `torch.save`",
          remedy: "save the checkpoint again")
      }
      let contents = try ArchiveReader.read(slice)
      return (affordable(contents.shifted(by: start), part, of: item), part, true)
    } catch {
      throw error.concerning(tensor: item.name, at: error.byteOffset.map { $0 + start })
    }
  }

  /// The same without tensors that ask for more than all pieces have.
  private mutating func affordable(
    _ contents: FileContents, _ part: Int, of item: DistributedMetadata.Item
  ) -> FileContents {
    var contents = contents
    contents.tensors = contents.tensors.filter { tensor in
      guard let refusal = views.take(tensor, part: part) else { return true }
      contents.problems.append(
        TensorFileError(
          .viewTooLarge, path: files.paths[part], tensor: item.name(of: tensor),
          byteOffset: tensor.byteOffset, what: refusal, remedy: TorchBudget.remedy))
      return false
    }
    return contents
  }

  /// Where a piece is stored that no other item has taken, and the number of its file.
  private mutating func place(
    of chunk: DistributedMetadata.Chunk, _ item: DistributedMetadata.Item
  ) throws(TensorFileError) -> (DistributedMetadata.Place, part: Int) {
    guard let place = metadata.place(of: chunk, of: item) else {
      throw faults.fault(
        item, .storageMissing,
        "the metadata do not say where it is stored at \(DistributedFaults.text(chunk.offsets))")
    }
    guard let path = RelativePath.resolve(place.path, from: path),
      let part = numbers[ByteName(path)]
    else {
      throw faults.fault(
        item, .invalidPath,
        "the file `\(place.path.escapedForDisplay)` is not below the metadata, and is not read")
    }
    guard !place.isTransformed else {
      throw faults.fault(item, .unsupportedCompression, "is compressed by an extension of PyTorch")
    }
    guard seen[part].insert(place.byteOffset).inserted else {
      throw faults.fault(
        item, .offsetsOverlap, "what is stored of it belongs to another piece, too")
    }
    return (place, part)
  }

  /// A file with pieces, or who names it.
  private func file(
    _ part: Int, of item: DistributedMetadata.Item
  ) throws(TensorFileError) -> SharedFile {
    do throws(TensorFileError) {
      return try files.file(part)
    } catch {
      throw TensorFileError(
        error.code, path: error.path, tensor: item.name, byteOffset: error.byteOffset,
        what: "\(error.what); `\(path.escapedForDisplay)` names it", remedy: error.remedy)
    }
  }
}
