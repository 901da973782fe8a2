#if HDF5
  internal import CHDF5

  /// A dataset as its header describes it.
  struct HDF5Dataset {
    private let name: String
    private let path: String
    /// Where the header begins.
    private let address: UInt64
    private let facts: HDF5Library.Facts?
    private let element: HDF5Element?
    private let shape: [Int]?
    /// Why something is missing.
    private let reason: String

    /// Reads the header of a dataset.
    init(
      _ object: HDF5Library.Object, _ library: borrowing HDF5Library, name: String,
      address: UInt64, _ path: String
    ) {
      self.name = name
      self.path = path
      self.address = address
      facts = library.facts(of: object)
      element = facts == nil ? nil : library.elementType(of: object)
      // The shape of a virtual dataset depends on other files.
      if element == nil || facts?.layout == H5D_VIRTUAL {
        shape = nil
      } else {
        let space = library.shape(of: object)
        shape = space.isNull ? [0] : space.shape
      }
      reason = element == nil || shape == nil ? library.reason : ""
    }

    /// What looks wrong with a dataset that can be read.
    var warning: TensorFileError? {
      guard let facts, let element, element.elementType.isAudited, facts.storedByteCount == 0,
        let count = shape.flatMap(StoredTensor.elementCount), count > 0
      else { return nil }
      return fault(
        .interruptedWrite,
        "none of its \(count) values was ever written, and all are taken as "
          + "the value that stands for those", remedy: "check that the recording was completed")
    }

    /// The dataset as a tensor, with what it takes to read it where the file's bytes are not
    /// its elements.
    func tensor(
      fileByteCount: UInt64
    ) throws(TensorFileError) -> (StoredTensor, HDF5Storage?) {
      guard let facts, let element else { throw malformed("its header cannot be read: \(reason)") }
      if element.elementType.isAudited { return try placed(facts, element, fileByteCount) }
      // Others are listed at least, and placed if their elements may be taken for floats.
      if element.elementType.bitWidth.map({ $0 <= 64 }) ?? false,
        let placed = try? placed(facts, element, fileByteCount)
      {
        return placed
      }
      guard let layout = shape.flatMap({ StridedLayout(shape: $0, isFortranOrder: false) }) else {
        throw malformed("its shape cannot be read: \(reason)")
      }
      let listed = StoredTensor(
        name: name, elementType: element.elementType, layout: layout, byteOffset: address,
        byteCount: 0, isBigEndian: false, dataset: DatasetPlace(slabLength: nil))
      return (listed, nil)
    }

    /// The dataset with the place of its elements.
    private func placed(
      _ facts: HDF5Library.Facts, _ element: HDF5Element, _ fileByteCount: UInt64
    ) throws(TensorFileError) -> (StoredTensor, HDF5Storage?) {
      try checkPlace(facts)
      guard let layout = shape.flatMap({ StridedLayout(shape: $0, isFortranOrder: false) }),
        let width = element.elementType.bitWidth.map({ $0 / 8 }), width > 0,
        let byteCount = StoredTensor.byteCount(of: layout.elementCount, byteWidth: width),
        Int(exactly: byteCount) != nil
      else { throw malformed("its shape cannot be read, or has too many elements: \(reason)") }
      func tensor(at offset: UInt64, _ slabLength: Int?) -> StoredTensor {
        StoredTensor(
          name: name, elementType: element.elementType, layout: layout, byteOffset: offset,
          byteCount: byteCount, isBigEndian: element.isBigEndian,
          dataset: DatasetPlace(slabLength: slabLength))
      }
      if let offset = facts.byteOffset {
        guard offset <= fileByteCount, byteCount <= fileByteCount - offset else {
          throw fault(
            .truncatedData,
            "the file ends inside its data: \(byteCount) bytes are promised from byte \(offset), "
              + "there are \(fileByteCount)",
            remedy: "record it again: it was cut while being written or copied")
        }
        return (tensor(at: offset, nil), nil)
      }
      let storage = try storage(facts, layout, width: width, byteCount: byteCount)
      let length = storage.slabLength(elementCount: layout.elementCount)
      return (tensor(at: address, length), storage)
    }

    /// That the values lie in the file, and have gone through known filters alone.
    private func checkPlace(_ facts: HDF5Library.Facts) throws(TensorFileError) {
      if facts.layout == H5D_VIRTUAL || facts.externalFileCount != 0 {
        let kind = facts.layout == H5D_VIRTUAL ? "a virtual dataset" : "external storage"
        throw fault(
          .externalData, "its values lie in other files (\(kind)), which are not opened",
          remedy: "copy them into one: `copy[name] = file[name][...]` with h5py")
      }
      guard let filter = facts.filters.first(where: { !$0.isRead }) else { return }
      throw fault(
        .unsupportedCompression,
        "its chunks have gone through the filter \(filter.name.escapedForDisplay), which is not read",
        remedy: "write it with gzip: `h5repack -f GZIP=4`")
    }

    private func storage(
      _ facts: HDF5Library.Facts, _ layout: StridedLayout, width: Int, byteCount: UInt64
    ) throws(TensorFileError) -> HDF5Storage {
      let isChunked = facts.layout == H5D_CHUNKED
      guard !isChunked || facts.chunk.count == layout.shape.count else {
        throw malformed("its chunks have other axes than itself")
      }
      let chunkSize = facts.chunk.reduce(width) {
        $0.multipliedReportingOverflow(by: $1).partialValue
      }
      let claimed = facts.chunk.reduce(Double(width)) { $0 * Double($1) }
      guard claimed <= Double(HDF5Storage.chunkLimit), facts.chunk.allSatisfy({ $0 > 0 }) else {
        throw fault(
          .entryTooLong,
          "its chunks are larger than the \(HDF5Storage.chunkLimit) bytes that are read at once",
          remedy: "write it with smaller chunks: `h5repack -l CHUNK=...`")
      }
      try checkClaim(byteCount, facts)
      return HDF5Storage(
        path: name,
        chunks: isChunked ? HDF5Chunks(shape: layout.shape, extents: facts.chunk) : nil,
        pipeline: HDF5Pipeline(
          filters: facts.filters, chunkByteCount: chunkSize, elementWidth: width),
        leavesEdgesAlone: facts.leavesEdgesAlone, fill: facts.fill)
    }

    /// That no more values are claimed than what is stored can hold: DEFLATE makes at most
    /// 1032 bytes of one.
    private func checkClaim(
      _ byteCount: UInt64, _ facts: HDF5Library.Facts
    ) throws(TensorFileError) {
      let stored = facts.storedByteCount
      let (most, overflow) = stored.multipliedReportingOverflow(by: 1100)
      guard overflow || byteCount <= most &+ (1 << 20) || byteCount >> 20 <= most >> 20 else {
        throw fault(
          .viewTooLarge,
          "it claims \(byteCount) bytes, of which the file stores \(stored): nearly all were never "
            + "written",
          remedy: "record it again, or copy what was written")
      }
    }

    private func malformed(_ what: String) -> TensorFileError {
      fault(
        .malformedHDF5, what.escapedForDisplay, remedy: HDF5Library.remedy(what))
    }

    private func fault(
      _ code: TensorFileError.Code, _ what: String, remedy: String
    ) -> TensorFileError {
      TensorFileError(
        code, path: path, tensor: name, byteOffset: address, what: what, remedy: remedy)
    }
  }
#endif
