#if HDF5
  internal import Synchronization

  /// A file that HDF5 has open, with the values that were had from it last.
  final class HDF5File: Sendable {
    private let object: HDF5Library.Object
    private let slabs = Mutex<[Slab]>([])

    /// Neighbouring elements of a dataset.
    struct Slab: Sendable {
      /// Where the header of the dataset begins.
      let address: UInt64
      let elements: Range<Int>
      let words: [UInt64]
    }

    /// How many slabs are kept: threads that read a tensor's chunks in their order find
    /// theirs in one of them.
    private static let slabCount = 2

    /// Opens a file.
    init(_ file: borrowing OpenFile) throws(TensorFileError) {
      guard let descriptor = file.descriptor else {
        throw TensorFileError(
          .malformedHDF5, path: file.path, what: "HDF5 is read from files, not from memory",
          remedy: "write the bytes to a file")
      }
      let byteCount = file.byteCount
      let opened = try HDF5Library.locked { library throws(TensorFileError) in
        library.open(descriptor, byteCount: byteCount)
      }
      switch opened {
      case .success(let object): self.object = object
      case .failure(let refusal):
        throw TensorFileError(
          .malformedHDF5, path: file.path, byteOffset: 0,
          what: "HDF5 cannot open it: \(refusal.reason.escapedForDisplay)",
          remedy: HDF5Library.remedy(refusal.reason))
      }
    }

    deinit {
      let object = object
      try? HDF5Library.locked { library throws(TensorFileError) in library.close(object) }
    }

    /// The tensors of the file.
    func contents(_ file: borrowing OpenFile) throws(TensorFileError) -> HDF5Walk {
      let walk = HDF5Walk(path: file.path, byteCount: file.byteCount)
      let object = object
      return try HDF5Library.locked { library throws(TensorFileError) in
        var walk = walk
        walk.visit(object, library)
        return walk
      }
    }

    /// The slab of a dataset that has an element.
    func slab(
      of tensor: StoredTensor, _ storage: HDF5Storage, length: Int, holding element: Int,
      _ file: borrowing OpenFile
    ) throws(TensorFileError) -> Slab {
      let (object, address) = (object, tensor.byteOffset)
      // Whoever comes second finds what the first has read.
      let result = slabs.withLock { slabs -> Result<Slab, TensorFileError> in
        let known = slabs.first { $0.address == address && $0.elements.contains(element) }
        if let known { return .success(known) }
        if slabs.count >= Self.slabCount { slabs.removeFirst() }
        let first = element / length * length
        let elements = first..<min(first + length, tensor.elementCount)
        do throws(TensorFileError) {
          let slab = try Self.read(elements, of: tensor, storage, object, file)
          slabs.append(slab)
          return .success(slab)
        } catch {
          return .failure(error)
        }
      }
      return try result.get()
    }

    private static func read(
      _ elements: Range<Int>, of tensor: StoredTensor, _ storage: HDF5Storage,
      _ object: HDF5Library.Object, _ file: borrowing OpenFile
    ) throws(TensorFileError) -> Slab {
      let words = try HDF5Library.locked { library throws(TensorFileError) in
        guard let dataset = library.dataset(storage.path, of: object) else {
          throw TensorFileError(
            .malformedHDF5, path: file.path, tensor: tensor.name, byteOffset: tensor.byteOffset,
            what: "its dataset cannot be opened again: \(library.reason.escapedForDisplay)")
        }
        defer { library.close(dataset) }
        return try storage.words(of: elements, in: dataset, library, tensor, file)
      }
      return Slab(address: tensor.byteOffset, elements: elements, words: words)
    }
  }
#endif
