import TensorFiles
import Testing

@Suite("A view has each of its elements once, wherever they lie")
struct ViewTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// The elements of a tensor in C order, from those in reading order.
  private func ordered(_ elements: [UInt32], _ tensor: StoredTensor) -> [UInt32] {
    let layout = tensor.layout
    var places = [0]
    for axis in layout.readingAxes {
      let stride = layout.shape[(axis + 1)...].reduce(1, *)
      places = places.flatMap { place in (0..<layout.shape[axis]).map { place + $0 * stride } }
    }
    var result = elements
    for (place, element) in zip(places, elements) { result[place] = element }
    return result
  }

  private func words(_ bytes: [UInt8]) -> [UInt32] {
    stride(from: 0, to: bytes.count, by: 4).map { start in
      bytes[start..<start + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
  }

  private func check(_ views: [TorchView], storage: [UInt32], chunkSize: Int) throws {
    let path = try directory.write(legacyTorch(views, storage: storage), to: "x.pt")
    let file = try TensorFile(path: path)
    #expect(file.problems == [])
    #expect(file.tensors.count == views.count)
    for tensor in file.tensors {
      let view = views[try #require(Int(tensor.name ?? ""))]
      #expect(tensor.shape == view.shape)
      let found = ordered(words(try file.allBytes(of: tensor, chunkSize: chunkSize)), tensor)
      let isSame = found == view.places.map { storage[$0] }
      #expect(isSame, "\(view), chunks of \(chunkSize)")
    }
  }

  private struct Generator {
    var state: UInt64

    mutating func next(below limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
  }

  @Test("any extents and strides, small", arguments: 0..<40 as Range<UInt64>)
  func random(seed: UInt64) throws {
    var generator = Generator(state: seed)
    let storage = (0..<400).map { UInt32($0) &* 0x9E37_79B9 }
    var views: [TorchView] = []
    while views.count < 20 {
      let rank = generator.next(below: 5)
      let shape = (0..<rank).map { _ in generator.next(below: 5) + (views.count % 7 == 0 ? 0 : 1) }
      let strides = (0..<rank).map { _ in generator.next(below: 24) }
      let span = zip(shape, strides).reduce(1) { $0 + max(0, $1.0 - 1) * $1.1 }
      guard span <= storage.count else { continue }
      views.append(
        TorchView(
          first: generator.next(below: storage.count - span + 1), shape: shape, strides: strides))
    }
    for chunkSize in [8, 64, 4096] {
      try check(views, storage: storage, chunkSize: chunkSize)
    }
  }

  @Test("rows and columns of a matrix larger than what is held at a time")
  func large() throws {
    let storage = (0..<600_000).map { UInt32($0) &* 0x9E37_79B9 }
    let views = [
      TorchView(first: 0, shape: [600, 1000], strides: [1000, 1]),
      TorchView(first: 0, shape: [1000, 600], strides: [1, 1000]),
      TorchView(first: 3, shape: [600, 900], strides: [1000, 1]),
      TorchView(first: 3, shape: [900, 600], strides: [1, 1000]),
      TorchView(first: 7, shape: [300, 333], strides: [2000, 3]),
      TorchView(first: 9, shape: [100, 2], strides: [5000, 1]),
      TorchView(first: 0, shape: [2, 150_000], strides: [300_000, 2]),
      TorchView(first: 0, shape: [4, 590_000], strides: [1, 1]),
      TorchView(first: 5, shape: [3, 100_000], strides: [0, 4]),
      TorchView(first: 5, shape: [100_000, 3], strides: [4, 0]),
      TorchView(first: 599_999, shape: [200_000], strides: [0]),
    ]
    for chunkSize in [4096, ChunkBuffer.defaultByteCount] {
      try check(views, storage: storage, chunkSize: chunkSize)
    }
  }

  @Test("views that visit a large storage again and again")
  func overlapping() throws {
    // 24 MB, more than is held at a time; elements are more than a page apart.
    let storage = (0..<6_000_000).map { UInt32($0) &* 0x9E37_79B9 }
    let views = [
      TorchView(first: 3, shape: [60, 5000], strides: [1101, 1100]),
      TorchView(first: 0, shape: [1000, 1000], strides: [1030, 1029]),
      TorchView(first: 5, shape: [300, 3, 300], strides: [2500, 1100, 2]),
      TorchView(first: 7, shape: [50, 100, 64], strides: [0, 50_000, 1200]),
    ]
    try check(views, storage: storage, chunkSize: ChunkBuffer.defaultByteCount)
  }

  @Test("one that would read the file hundreds of times over is refused")
  func thrashing() throws {
    let storage = [UInt32](repeating: 0, count: 6_000_000)
    let view = TorchView(first: 0, shape: [200, 400, 5000], strides: [1, 1101, 1100])
    let good = TorchView(first: 0, shape: [2], strides: [1])
    let path = try directory.write(legacyTorch([good, view], storage: storage), to: "x.pt")
    let file = try TensorFile(path: path)
    #expect(file.tensors.map(\.name) == ["0"])
    #expect(file.problems.map(\.code) == [.viewTooLarge])
  }

  @Test("part by part as well as whole")
  func parts() throws {
    let storage = (0..<5000).map { UInt32($0) }
    let view = TorchView(first: 1, shape: [7, 11, 13], strides: [400, 3, 30])
    let path = try directory.write(legacyTorch([view], storage: storage), to: "x.pt")
    let file = try TensorFile(path: path)
    let tensor = try #require(file.tensors.first)
    let whole = try file.allBytes(of: tensor)
    for start in stride(from: 0, to: 1001, by: 83) {
      let range = start..<min(start + 83, 1001)
      #expect(
        try file.allBytes(of: tensor, elements: range)
          == Array(whole[4 * range.lowerBound..<4 * range.upperBound]))
    }
  }

  @Test("and those that are dense are known")
  func dense() throws {
    let views = [
      ([2, 3, 4], [12, 4, 1], true, true, false), ([2, 3, 4], [1, 2, 6], true, false, true),
      ([2, 3, 4], [12, 1, 3], true, false, false), ([2, 3], [4, 1], false, true, false),
      ([2, 3], [0, 1], false, false, false), ([1, 3], [99, 1], true, true, false),
      ([3], [2], false, true, false), ([], [], true, true, false),
      ([0, 3], [5, 9], true, true, false),
    ]
    let path = try directory.write(
      legacyTorch(
        views.map { TorchView(first: 0, shape: $0.0, strides: $0.1) },
        storage: [UInt32](repeating: 0, count: 64)), to: "x.pt")
    for tensor in try TensorFile(path: path).tensors {
      let (_, _, isDense, isCOrder, isFortranOrder) = views[try #require(Int(tensor.name ?? ""))]
      #expect(tensor.layout.isDense == isDense, "\(tensor.layout)")
      #expect(tensor.layout.isCOrder == isCOrder, "\(tensor.layout)")
      #expect(tensor.isFortranOrder == isFortranOrder, "\(tensor.layout)")
    }
  }
}
