/// The tensors of a safetensors header, placed in the file.
///
/// The format asks that they fill the data section from its first byte to the end
/// of the file, one behind the other, without holes and without sharing bytes.
/// Source: huggingface/safetensors, README "Format" and `Metadata::validate`.
struct SafetensorsLayout {
  /// The tensors in the order of their bytes.
  private(set) var tensors: [StoredTensor] = []
  /// Faults of single tensors that leave the others readable.
  private(set) var problems: [TensorFileError] = []

  private let cursor: ByteCursor
  private let dataOffset: UInt64
  private let dataByteCount: UInt64

  /// Checks every tensor by itself, then all of them together.
  init(
    _ entries: [SafetensorsEntry], dataOffset: UInt64, fileByteCount: UInt64, _ cursor: ByteCursor
  ) throws(TensorFileError) {
    self.cursor = cursor
    self.dataOffset = dataOffset
    dataByteCount = fileByteCount - dataOffset
    var placed: [(entry: SafetensorsEntry, layout: StridedLayout)] = []
    for entry in entries { placed.append((entry, try checkedLayout(of: entry))) }
    placed.sort { ($0.entry.begin, $0.entry.end) < ($1.entry.begin, $1.entry.end) }
    try checkCoverage(by: placed.map(\.entry))
    for (entry, layout) in placed { add(entry, layout) }
  }

  /// The layout, where a tensor's size agrees with its offsets.
  private func checkedLayout(
    of entry: SafetensorsEntry
  ) throws(TensorFileError) -> StridedLayout {
    guard entry.begin <= entry.end else {
      throw fault(
        .offsetsReversed, entry, "ends at \(entry.end), before it begins at \(entry.begin)")
    }
    guard let layout = StridedLayout(shape: entry.shape, isFortranOrder: false) else {
      throw overflow(entry)
    }
    guard let width = SafetensorsType.bitWidths[entry.type] else { return layout }
    let count = layout.elementCount
    guard let bytes = StoredTensor.byteCount(of: count, bitWidth: width) else {
      throw count.multipliedReportingOverflow(by: width).overflow
        ? overflow(entry)
        : fault(.sizeMismatch, entry, "\(count) packed elements do not fill whole bytes")
    }
    guard bytes == entry.end - entry.begin else {
      throw fault(
        .sizeMismatch, entry,
        "\(count) elements of type \(entry.type) take \(bytes) bytes, "
          + "the offsets leave \(entry.end - entry.begin)")
    }
    return layout
  }

  /// One behind the other, from the first byte of the data section to the last.
  private func checkCoverage(by ordered: [SafetensorsEntry]) throws(TensorFileError) {
    var end: UInt64 = 0
    for entry in ordered {
      if entry.begin < end {
        throw fault(.offsetsOverlap, entry, "begins at \(entry.begin), inside another tensor")
      }
      if entry.begin > end && entry.end > dataByteCount {
        throw fault(
          .offsetsOutOfRange, entry,
          "ends at \(entry.end), but the data section has \(dataByteCount) bytes")
      }
      if entry.begin > end {
        throw fault(
          .offsetsHole, entry, "begins at \(entry.begin), but the data before it end at \(end)")
      }
      end = entry.end
    }
    try checkEnd(end, of: ordered.last)
  }

  private func checkEnd(
    _ end: UInt64, of last: SafetensorsEntry?
  ) throws(TensorFileError) {
    if end < dataByteCount {
      throw cursor.error(
        .trailingBytes, "\(dataByteCount - end) bytes follow the last tensor",
        at: dataOffset + end, remedy: "write the file again")
    }
    if end > dataByteCount {
      throw cursor.error(
        .truncatedData,
        "the file ends inside its data: the header promises \(end) bytes from byte "
          + "\(dataOffset), there are \(dataByteCount)",
        at: dataOffset + dataByteCount, tensor: last?.name,
        remedy: "record it again: it was cut while being written, or its header is wrong")
    }
  }

  private mutating func add(_ entry: SafetensorsEntry, _ layout: StridedLayout) {
    if SafetensorsType.bitWidths[entry.type] == nil {
      problems.append(
        cursor.error(
          .unknownElementType, "unknown element type `\(entry.type.escapedForDisplay)`",
          at: entry.typeOffset, tensor: entry.name, remedy: "the tensor is left out"))
    }
    // The coverage is checked: no tensor ends behind the end of the file.
    tensors.append(
      StoredTensor(
        name: entry.name, elementType: SafetensorsType.elementType(entry.type),
        layout: layout, byteOffset: dataOffset + entry.begin,
        byteCount: entry.end - entry.begin, isBigEndian: false))
  }

  private func fault(
    _ code: TensorFileError.Code, _ entry: SafetensorsEntry, _ what: String
  ) -> TensorFileError {
    cursor.error(
      code, what, at: entry.pairOffset, tensor: entry.name, remedy: "write the file again")
  }

  private func overflow(_ entry: SafetensorsEntry) -> TensorFileError {
    cursor.error(
      .shapeOverflow, "the shape claims more bytes than 64 bits can count",
      at: entry.shapeOffset, tensor: entry.name)
  }
}
