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
  private let faults: DistributedFaults
  private var pieces: DistributedPieces
  private var tensors: [StoredTensor] = []
  private var problems: [TensorFileError] = []
  private var warnings: [TensorFileError] = []
  private var ignored: [String] = []

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
    for item in checkpoint.metadata.items { checkpoint.add(item) }
    return FileContents(
      tensors: checkpoint.tensors.sorted { $0.byteOffset < $1.byteOffset },
      problems: checkpoint.metadata.problems + checkpoint.problems,
      warnings: checkpoint.warnings + [checkpoint.pieces.strangers].compactMap(\.self),
      ignored: checkpoint.ignored, parts: checkpoint.pieces.files)
  }

  private init(_ metadata: DistributedMetadata, _ path: String) throws(TensorFileError) {
    self.metadata = metadata
    faults = DistributedFaults(path: path)
    pieces = DistributedPieces(metadata, path)
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
      throw faults.fault(item, .shapeOverflow, "the shape claims more than 63 bits can count")
    }
    if let fault = BoxTiling.fault(item.chunks, in: shape, elementCount: layout.elementCount) {
      throw faults.fault(item, fault)
    }
    var boxes: [Assembly.Box] = []
    for chunk in item.chunks where !chunk.sizes.contains(0) {
      let (tensor, part) = try pieces.tensor(chunk, of: item)
      boxes.append(Assembly.Box(tensor, part: part, at: chunk.offsets, in: shape))
    }
    let first = boxes.first?.tensor
    let type = first?.elementType ?? TorchElement.elementType(item.dtype ?? "?")
    guard boxes.allSatisfy({ $0.tensor.elementType == type }),
      boxes.allSatisfy({ $0.tensor.isBigEndian == first?.isBigEndian }),
      item.dtype.map({ TorchElement.elementType($0) == type }) ?? true
    else {
      throw faults.fault(item, .unexpectedValue, "its pieces are of other types than it says")
    }
    return whole(item.name, item, layout, type, boxes)
  }

  private func whole(
    _ name: String, _ item: DistributedMetadata.Item, _ layout: StridedLayout,
    _ type: ElementType, _ boxes: [Assembly.Box]
  ) -> StoredTensor {
    var tensor = StoredTensor(
      name: name, elementType: type, layout: layout, byteOffset: item.offset,
      byteCount: UInt64(layout.elementCount * (boxes.first?.tensor.elementWidth ?? 1)),
      isBigEndian: boxes.first?.tensor.isBigEndian ?? false)
    tensor.assembly = Assembly(boxes)
    return tensor
  }

  /// Other values: tensors among them are listed under their names in these.
  private mutating func addValues(_ item: DistributedMetadata.Item) throws(TensorFileError) {
    guard let chunk = item.chunks.first else { return }
    let (contents, part, isArchive) = try pieces.contents(of: chunk, item)
    if !isArchive { ignored.append(item.name) }
    problems += contents.problems
    warnings += contents.warnings
    for stored in contents.tensors {
      let name = item.name(of: stored)
      guard stored.text == nil else {
        warnings.append(faults.textArray(name, item))
        continue
      }
      guard let layout = StridedLayout(shape: stored.shape, isFortranOrder: false) else { continue }
      let zeros = stored.shape.map { _ in 0 }
      let boxes =
        stored.elementCount == 0
        ? [] : [Assembly.Box(stored, part: part, at: zeros, in: stored.shape)]
      tensors.append(whole(name, item, layout, stored.elementType, boxes))
    }
  }
}
