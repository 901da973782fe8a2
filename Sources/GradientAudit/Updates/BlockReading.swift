internal import TensorFiles

/// What readers share that follow blocks of tensors through several files.
enum BlockReading {
  /// How many values a block has.
  private static let length = 1 << 15

  /// The blocks of so many values.
  static func blocks(_ count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: length).map { $0..<min($0 + length, count) }
  }

  /// The beginning of a reading of some tensors.
  static func progress(_ tensors: [RecordedTensor]) -> Auditor.Progress {
    Auditor.Progress(
      fileCount: Set(tensors.map { ByteName($0.path) }).count,
      byteCount: tensors.reduce(0) {
        $0 + UInt64($1.stored.elementCount * $1.stored.elementWidth)
      })
  }

  /// What several threads may have met, once: of each file, tensor and fault the first.
  ///
  /// - Parameters:
  ///   - inOrder: In an order that does not depend on threads.
  ///   - others: In any order.
  static func distinct(
    _ inOrder: [TensorFileError], _ others: [TensorFileError]
  ) -> [TensorFileError] {
    struct Key: Hashable {
      let (path, tensor, code): (ByteName, ByteName, TensorFileError.Code)
    }
    var seen: Set<Key> = []
    let sorted = others.sorted {
      $0.description.utf8.lexicographicallyPrecedes($1.description.utf8)
    }
    return (inOrder + sorted).filter {
      seen.insert(
        Key(path: ByteName($0.path), tensor: ByteName($0.tensor ?? ""), code: $0.code)
      ).inserted
    }
  }
}

extension OpenRecording {
  /// Some values of a tensor, in the order of reading; nil if its file cannot be opened,
  /// which is among the problems.
  ///
  /// A recorded loss scale is undone: the quotients are rounded to odd in binary64.
  mutating func values(
    of tensor: RecordedTensor, _ elements: Range<Int>, using buffer: ChunkBuffer
  ) throws(TensorFileError) -> [Double]? {
    guard let file = file(of: tensor) else { return nil }
    var values = [Double](repeating: 0, count: elements.count)
    var place = 0
    let (type, width) = (tensor.stored.elementType, tensor.stored.elementWidth)
    try file.forEachChunk(of: tensor.stored, elements: elements, using: buffer) { chunk in
      let count = chunk.byteCount / width
      SourceValues.decode(chunk, 0..<count, of: type, into: &values, from: place)
      place += count
    }
    if let scale = tensor.recordedScale, scale != .one {
      let isPowerOfTwo = scale.powerOfTwoExponent != nil
      for index in values.indices {
        values[index] = Unscaler.quotient(values[index], scale.value, isPowerOfTwo: isPowerOfTwo)
      }
    }
    return values
  }
}
