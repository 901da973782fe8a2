extension TensorFile {
  /// Reads a tensor in chunks of a fixed size and passes them on in turn.
  ///
  /// Elements come in reading order (see `StridedLayout`) and in the host's byte
  /// order, a whole number of them in every chunk, aligned to 8 bytes. A tensor
  /// without elements has no chunk. Of a view, each element comes once for each of
  /// its indices; what lies between is stepped over.
  ///
  /// - Parameters:
  ///   - tensor: One of `tensors`, or such a one `reinterpreted(as:)`. A compressed one
  ///     is inflated from its beginning, or from where an earlier call has stopped.
  ///   - elements: The elements to read, counted in reading order; all by default.
  ///   - buffer: The memory to read into; its size is the size of a chunk.
  ///   - body: Called with the bytes of each chunk. They are valid only meanwhile.
  /// - Throws: `.elementTypeNotAudited`, `.readFailed`, or `.changedWhileRead`
  ///   where the file has become shorter. In an archive also `.checksumMismatch`: as soon as
  ///   all parts of a tensor have been read, in any order, by however many calls; of one that
  ///   shares its storage, or is a view or put together of several, before the first chunk.
  public func forEachChunk(
    of tensor: StoredTensor, elements: Range<Int>? = nil, using buffer: ChunkBuffer,
    _ body: (RawSpan) -> Void
  ) throws(TensorFileError) {
    let width = try elementWidth(of: tensor)
    let elements = elements ?? 0..<tensor.elementCount
    precondition(
      elements.lowerBound >= 0 && elements.upperBound <= tensor.elementCount
        && tensor.endOffset <= byteCount,
      "elements outside the tensor, or a tensor of another file")
    guard !elements.isEmpty else { return }
    if let assembly = tensor.assembly {
      try forEachChunk(of: tensor, assembly, elements, using: buffer, body)
      return
    }
    #if HDF5
      if let length = tensor.dataset?.slabLength {
        try forEachChunk(ofDataset: tensor, slabLength: length, elements, using: buffer, body)
        return
      }
    #endif
    if !tensor.layout.isDense {
      try forEachChunk(ofView: tensor, elements, using: buffer, body)
      return
    }
    let range = UInt64(elements.lowerBound * width)..<UInt64(elements.upperBound * width)
    try forEachChunk(of: tensor, bytes: range, using: buffer) { count in
      if tensor.isBigEndian != Self.hostIsBigEndian {
        buffer.swapBytes(elementWidth: width, byteCount: count)
      }
      buffer.withBytes(count, body)
    }
  }

  /// Fills the buffer with one chunk after the other of a tensor's bytes; `take` gets
  /// their sizes.
  private func forEachChunk(
    of tensor: StoredTensor, bytes range: Range<UInt64>, using buffer: ChunkBuffer,
    take: (Int) -> Void
  ) throws(TensorFileError) {
    if let text = tensor.text {
      return try forEachChunk(range, buffer) { (place, count) throws(TensorFileError) in
        try buffer.fill(place..<place + UInt64(count), from: text, file)
        take(count)
      }
    }
    guard let member = try unproven(tensor) else {
      return try forEachChunk(range, buffer) { (place, count) throws(TensorFileError) in
        try buffer.fill(count, from: file, at: tensor.byteOffset + place)
        take(count)
      }
    }
    if member.isCompressed {
      let inflater = try inflaters.take(
        member.entry, atMost: member.headerByteCount + range.lowerBound, file)
      try inflater.skip(to: member.headerByteCount + range.lowerBound, from: file)
      try forEachChunk(range, buffer) { (_, count) throws(TensorFileError) in
        try buffer.fill(count, from: inflater, file)
        take(count)
      }
      inflaters.put(inflater)
      return
    }
    var checksum: UInt32? = checks.isProven(member) ? nil : 0
    try forEachChunk(range, buffer) { (place, count) throws(TensorFileError) in
      try buffer.fill(count, from: file, at: tensor.byteOffset + place)
      if let before = checksum {
        buffer.withBytes(count) { checksum = Checksum.of($0, after: before) }
      }
      take(count)
    }
    guard let checksum else { return }
    let start = member.headerByteCount + range.lowerBound
    try checks.note(start..<start + UInt64(range.count), checksum, of: member, file)
  }

  /// The entry of an archive whose checksum is to be taken while a tensor is read; that of
  /// one that the tensor is only a part of is checked before.
  private func unproven(_ tensor: StoredTensor) throws(TensorFileError) -> ArchiveMember? {
    guard let member = tensor.member else { return nil }
    if member.isCompressed
      || member.headerByteCount + tensor.byteCount == member.entry.byteCount
        && (member.headerByteCount == 0 || container == .npz)
    {
      return member
    }
    try checks.prove(member.entry, file)
    return nil
  }

  /// Reads a tensor that is put together from boxes.
  private func forEachChunk(
    of tensor: StoredTensor, _ assembly: Assembly, _ elements: Range<Int>,
    using buffer: ChunkBuffer, _ body: (RawSpan) -> Void
  ) throws(TensorFileError) {
    guard let parts else { preconditionFailure("a tensor of another file") }
    let width = tensor.elementWidth
    buffer.beginView()
    var first = elements.lowerBound
    while first < elements.upperBound {
      let range = first..<min(first + buffer.byteCount / width, elements.upperBound)
      for (box, source) in zip(assembly.boxes, assembly.sources)
      where box.first < range.upperBound && box.last >= range.lowerBound {
        let part = try parts.file(box.part)
        if let member = box.tensor.member {
          try parts.checks[box.part].prove(member.entry, part.file)
        }
        try buffer.gather(range, of: box, source, from: part.file)
      }
      if tensor.isBigEndian != Self.hostIsBigEndian {
        buffer.swapBytes(elementWidth: width, byteCount: range.count * width)
      }
      buffer.withBytes(range.count * width, body)
      first = range.upperBound
    }
  }

  /// Reads a view, whose elements do not stand side by side.
  private func forEachChunk(
    ofView tensor: StoredTensor, _ elements: Range<Int>, using buffer: ChunkBuffer,
    _ body: (RawSpan) -> Void
  ) throws(TensorFileError) {
    let width = tensor.elementWidth
    let view = ViewReading(tensor, elementWidth: width)
    if let member = tensor.member { try checks.prove(member.entry, file) }
    buffer.beginView()
    let tileCount = view.isTiled ? ViewReading.tileSize / width : elements.count
    for start in stride(from: elements.lowerBound, to: elements.upperBound, by: tileCount) {
      let tile = start..<start + min(tileCount, elements.upperBound - start)
      if view.isTiled { try buffer.gatherTile(tile, of: view, from: file) }
      for first in stride(from: start, to: tile.upperBound, by: buffer.byteCount / width) {
        let count = min(buffer.byteCount / width, tile.upperBound - first)
        if view.isTiled {
          buffer.takeFromTile((first - start) * width, byteCount: count * width)
        } else {
          try buffer.gather(first..<first + count, of: view, from: file)
        }
        if tensor.isBigEndian != Self.hostIsBigEndian {
          buffer.swapBytes(elementWidth: width, byteCount: count * width)
        }
        buffer.withBytes(count * width, body)
      }
    }
  }

  #if HDF5
    /// Reads a dataset whose elements are not the file's bytes.
    private func forEachChunk(
      ofDataset tensor: StoredTensor, slabLength: Int, _ elements: Range<Int>,
      using buffer: ChunkBuffer, _ body: (RawSpan) -> Void
    ) throws(TensorFileError) {
      guard let hdf5, let storage = hdf5.storages[tensor.byteOffset] else {
        preconditionFailure("a tensor of another file")
      }
      let width = tensor.elementWidth
      var first = elements.lowerBound
      while first < elements.upperBound {
        let chunk = first..<min(first + buffer.byteCount / width, elements.upperBound)
        var place = first
        while place < chunk.upperBound {
          let slab = try hdf5.file.slab(
            of: tensor, storage, length: slabLength, holding: place, file)
          let end = min(slab.elements.upperBound, chunk.upperBound)
          buffer.fill(
            end - place, from: slab.words, at: place - slab.elements.lowerBound,
            to: place - first, elementWidth: width)
          place = end
        }
        if tensor.isBigEndian != Self.hostIsBigEndian {
          buffer.swapBytes(elementWidth: width, byteCount: chunk.count * width)
        }
        buffer.withBytes(chunk.count * width, body)
        first = chunk.upperBound
      }
    }
  #endif

  /// Cuts a range of bytes into pieces of a buffer's size, which hold whole elements.
  private func forEachChunk(
    _ range: Range<UInt64>, _ buffer: ChunkBuffer,
    _ body: (UInt64, Int) throws(TensorFileError) -> Void
  ) throws(TensorFileError) {
    var place = range.lowerBound
    while place < range.upperBound {
      let count = Int(min(UInt64(buffer.byteCount), range.upperBound - place))
      try body(place, count)
      place += UInt64(count)
    }
  }

  /// The width in bytes of an element that is read.
  private func elementWidth(of tensor: StoredTensor) throws(TensorFileError) -> Int {
    guard tensor.elementType.isAudited, let width = tensor.elementType.bitWidth else {
      throw TensorFileError(
        .elementTypeNotAudited, path: path, tensor: tensor.name, byteOffset: tensor.byteOffset,
        what: "elements of type `\(tensor.elementType.name.escapedForDisplay)` are not read")
    }
    return width / 8
  }

  private static var hostIsBigEndian: Bool { 1.bigEndian == 1 }
}
