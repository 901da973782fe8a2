/// Opens checkpoints of `torch.distributed.checkpoint`: tensors in pieces, each an archive of
/// PyTorch, one behind the other in files `__0_0.distcp`, and `.metadata` that says where.
///
/// The metadata are the file; the pieces are put together to the tensors that were saved.
struct DistributedCheckpoint {
  /// The name of the metadata.
  static let fileName = ".metadata"
  /// How the names of the files with the pieces end.
  static let partSuffix = ".distcp"

  private let metadata: DistributedMetadata
  private let path: String
  private var parts = PartFiles(paths: [])
  private var numbers: [ByteName: Int] = [:]
  private var tensors: [StoredTensor] = []
  private var problems: [TensorFileError] = []
  private var warnings: [TensorFileError] = []
  private var ignored: [String] = []
  /// Where pieces begin that were read, by file.
  private var seen: [Set<Int>] = []

  /// Whether a file begins as the pickle of such metadata does.
  static func isMetadata(prefix: [UInt8]) -> Bool {
    guard prefix.count >= 32, prefix[0] == 0x80, 2...5 ~= prefix[1] else { return false }
    let module = Array("torch.distributed.c".utf8)
    return [3, 4, 13].contains { prefix.dropFirst($0).starts(with: module) }
  }

  /// Finds the tensors of a checkpoint.
  static func read(_ file: borrowing OpenFile) throws(TensorFileError) -> FileContents {
    let source = try SharedFile.sharing(file)
    let pickle = try PickleMachine.read(PickleReader(source, 0..<file.byteCount))
    var checkpoint = try DistributedCheckpoint(DistributedMetadata(pickle), file.path)
    checkpoint.findParts()
    for item in checkpoint.metadata.items { checkpoint.add(item) }
    checkpoint.lookForStrangers()
    return FileContents(
      tensors: checkpoint.tensors.sorted { $0.byteOffset < $1.byteOffset },
      problems: checkpoint.metadata.problems + checkpoint.problems, warnings: checkpoint.warnings,
      ignored: checkpoint.ignored, parts: checkpoint.parts)
  }

  private init(_ metadata: DistributedMetadata, _ path: String) throws(TensorFileError) {
    self.metadata = metadata
    self.path = path
  }

  /// Numbers the files that have pieces.
  private mutating func findParts() {
    var paths: [String] = []
    for item in metadata.items {
      for chunk in item.chunks {
        guard let place = metadata.place(of: chunk, of: item),
          let path = RelativePath.resolve(place.path, from: path), numbers[ByteName(path)] == nil
        else { continue }
        numbers[ByteName(path)] = paths.count
        paths.append(path)
      }
    }
    parts = PartFiles(paths: paths)
    seen = paths.map { _ in [] }
  }

  /// Warns of files of pieces beside the metadata that these do not name, such as those of
  /// an earlier checkpoint of more processes.
  private mutating func lookForStrangers() {
    let directory = RelativePath.directory(of: path)
    let names = (try? System.names(inDirectory: directory.isEmpty ? "." : directory)) ?? []
    let strangers = names.compactMap { String(validating: $0, as: UTF8.self) }
      .filter { $0.hasSuffix(Self.partSuffix) && numbers[ByteName(directory + $0)] == nil }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard let first = strangers.first else { return }
    let more = strangers.count > 1 ? ", nor are \(strangers.count - 1) more" : ""
    warnings.append(
      TensorFileError(
        .objectNotRead, path: path,
        what: "`\(first.escapedForDisplay)` is no part of this checkpoint\(more)",
        remedy: "remove what an earlier one has left"))
  }

  /// Adds what is stored under a name, or what is wrong with it.
  private mutating func add(_ item: DistributedMetadata.Item) {
    do throws(TensorFileError) {
      if let shape = item.shape {
        tensors.append(try assembled(item, shape))
      } else {
        try addValues(item)
      }
    } catch {
      problems.append(error)
    }
  }

  /// A tensor, put together from its pieces.
  private mutating func assembled(
    _ item: DistributedMetadata.Item, _ shape: [Int]
  ) throws(TensorFileError) -> StoredTensor {
    guard let layout = StridedLayout(shape: shape, isFortranOrder: false),
      StoredTensor.byteCount(of: layout.elementCount, bitWidth: 128) != nil
    else {
      throw fault(item, .shapeOverflow, "the shape claims more than 63 bits can count")
    }
    if let fault = BoxTiling.fault(item.chunks, in: shape, elementCount: layout.elementCount) {
      throw self.fault(fault, item)
    }
    var boxes: [Assembly.Box] = []
    for chunk in item.chunks where !chunk.sizes.contains(0) {
      let (tensor, part) = try piece(chunk, of: item)
      boxes.append(Assembly.Box(tensor, part: part, at: chunk.offsets, in: shape))
    }
    let first = boxes.first?.tensor
    let type = first?.elementType ?? TorchElement.elementType(item.dtype ?? "?")
    guard boxes.allSatisfy({ $0.tensor.elementType == type }),
      boxes.allSatisfy({ $0.tensor.isBigEndian == first?.isBigEndian }),
      item.dtype.map({ TorchElement.elementType($0) == type }) ?? true
    else { throw fault(item, .unexpectedValue, "its pieces are of other types than it says") }
    return whole(item, layout, type, boxes)
  }

  private func whole(
    _ item: DistributedMetadata.Item, _ layout: StridedLayout, _ type: ElementType,
    _ boxes: [Assembly.Box]
  ) -> StoredTensor {
    var tensor = StoredTensor(
      name: item.name, elementType: type, layout: layout, byteOffset: item.offset,
      byteCount: UInt64(layout.elementCount * (boxes.first?.tensor.elementWidth ?? 1)),
      isBigEndian: boxes.first?.tensor.isBigEndian ?? false)
    tensor.assembly = Assembly(boxes)
    return tensor
  }

  /// A piece of a tensor, and the number of its file.
  private mutating func piece(
    _ chunk: DistributedMetadata.Chunk, of item: DistributedMetadata.Item
  ) throws(TensorFileError) -> (StoredTensor, part: Int) {
    let (contents, part, _) = try contents(of: chunk, item)
    guard contents.tensors.count == 1, let tensor = contents.tensors.first, tensor.name == nil,
      tensor.shape == chunk.sizes
    else {
      throw contents.problems.first
        ?? fault(
          item, .sizeMismatch,
          "what is stored of it at \(text(chunk.offsets)) is not a tensor of \(text(chunk.sizes))")
    }
    return (tensor, part)
  }

  /// Other values: tensors among them are listed under their names in these.
  private mutating func addValues(_ item: DistributedMetadata.Item) throws(TensorFileError) {
    guard let chunk = item.chunks.first else { return }
    let (contents, part, isArchive) = try contents(of: chunk, item)
    if !isArchive { ignored.append(item.name) }
    problems += contents.problems
    warnings += contents.warnings
    for stored in contents.tensors {
      let name = stored.name.map { item.name + "." + $0 } ?? item.name
      guard stored.text == nil else {
        warnings.append(
          TensorFileError(
            .objectNotRead, path: path, tensor: name, byteOffset: item.offset,
            what: "is a NumPy array that is stored as text, and was not read",
            remedy: "save it as a tensor"))
        continue
      }
      let named = DistributedMetadata.Item(
        name: name, offset: item.offset, shape: stored.shape, dtype: nil, chunks: [])
      guard let layout = StridedLayout(shape: stored.shape, isFortranOrder: false) else { continue }
      let zeros = stored.shape.map { _ in 0 }
      let boxes =
        stored.elementCount == 0
        ? [] : [Assembly.Box(stored, part: part, at: zeros, in: stored.shape)]
      tensors.append(whole(named, layout, stored.elementType, boxes))
    }
  }

  /// What is stored as a piece, with offsets in its file.
  private mutating func contents(
    of chunk: DistributedMetadata.Chunk, _ item: DistributedMetadata.Item
  ) throws(TensorFileError) -> (FileContents, part: Int, isArchive: Bool) {
    guard let place = metadata.place(of: chunk, of: item) else {
      throw fault(
        item, .storageMissing,
        "the metadata do not say where it is stored at \(text(chunk.offsets))")
    }
    guard let path = RelativePath.resolve(place.path, from: path),
      let part = numbers[ByteName(path)]
    else {
      throw fault(
        item, .invalidPath,
        "the file `\(place.path.escapedForDisplay)` is not below the metadata, and is not read")
    }
    guard !place.isTransformed else {
      throw fault(item, .unsupportedCompression, "is compressed by an extension of PyTorch")
    }
    guard seen[part].insert(place.byteOffset).inserted else {
      throw fault(item, .offsetsOverlap, "what is stored of it belongs to another piece, too")
    }
    let shared = try self.part(part, of: item)
    let size = shared.file.byteCount
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
      return (contents.shifted(by: start), part, true)
    } catch {
      throw error.concerning(tensor: item.name, at: error.byteOffset.map { $0 + start })
    }
  }

  /// A file with pieces, or who names it.
  private func part(
    _ part: Int, of item: DistributedMetadata.Item
  ) throws(TensorFileError) -> SharedFile {
    do throws(TensorFileError) {
      return try parts.file(part)
    } catch {
      throw TensorFileError(
        error.code, path: error.path, tensor: item.name, byteOffset: error.byteOffset,
        what: "\(error.what); `\(path.escapedForDisplay)` names it", remedy: error.remedy)
    }
  }

  private func fault(
    _ fault: BoxTiling.Fault, _ item: DistributedMetadata.Item
  ) -> TensorFileError {
    switch fault {
    case .outside(let index):
      self.fault(
        item, .offsetsOutOfRange,
        "the piece at \(text(item.chunks[index].offsets)) goes beyond the tensor")
    case .overlap(let first, let second):
      self.fault(
        item, .offsetsOverlap,
        "the pieces at \(text(item.chunks[first].offsets)) and \(text(item.chunks[second].offsets)) share elements"
      )
    case .hole(let count):
      self.fault(item, .offsetsHole, "no piece has \(count) of its elements")
    case .tooMany:
      self.fault(item, .offsetsOverlap, "more pieces lie side by side than can be compared")
    }
  }

  private func fault(
    _ item: DistributedMetadata.Item, _ code: TensorFileError.Code, _ what: String
  ) -> TensorFileError {
    TensorFileError(
      code, path: path, tensor: item.name, byteOffset: item.offset, what: what,
      remedy: "save the checkpoint again")
  }

  private func text(_ numbers: [Int]) -> String {
    "(" + numbers.map(String.init).joined(separator: ", ") + ")"
  }
}
