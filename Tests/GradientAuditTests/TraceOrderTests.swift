import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles
import Testing

@Suite("A trace has the same order and the same places, however it is read")
struct TraceOrderTests {
  static let selections: [TraceSelection] = [
    .all, .first(7), .first(100_000), .largest(5), .smallest(9), .largest(1), .first(0),
  ]

  /// Values with many equal magnitudes, of all outcomes in binary16.
  private func patterns(_ count: Int, seed: UInt64) -> [UInt32] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let random = generator.next()
      let magnitude = Float(random % 50) * (random & 0x40 == 0 ? 1e-9 : 5e3)
      return magnitude.bitPattern | UInt32(truncatingIfNeeded: random >> 32) & 0x8000_0000
    }
  }

  private func query(_ selection: TraceSelection, slices: Bool = false) -> TraceQuery {
    TraceQuery(
      AuditCell(Projection(.binary16), at: .one), selection: selection, countsSlices: slices)
  }

  /// The same values in both orders.
  private func files(_ shape: [Int], _ patterns: [UInt32]) throws -> TemporaryDirectory {
    let files = TemporaryDirectory()
    try files.write(
      "step_1/c.npy", type: "<f4", shape: shape, bytes: TemporaryDirectory.bytes(patterns))
    let fortran = TemporaryDirectory.placesOfFortranOrder(shape).map { patterns[$0] }
    try files.write(
      "step_1/fortran.npy", type: "<f4", shape: shape, isFortran: true,
      bytes: TemporaryDirectory.bytes(fortran))
    return files
  }

  @Test("in Fortran order and in C order", arguments: selections)
  func fortranOrder(selection: TraceSelection) throws {
    for shape in [[5, 7, 11], [64, 3], [1, 9, 1], [17], [2, 1, 3, 4, 5], [300, 500]] {
      let files = try files(shape, patterns(shape.reduce(1, *), seed: 3))
      let traced = try files.index.traced(query(selection, slices: true))
      #expect(traced.tensors.count == 2 && traced.problems == [])
      let isSame = traced.values.first == traced.values.last
      #expect(isSame, "\(shape)")
      #expect(traced.tensors.first?.counts == traced.tensors.last?.counts)
      #expect(traced.tensors.first?.slices == traced.tensors.last?.slices)
    }
  }

  @Test("and an index is the one that C order counts")
  func indices() throws {
    let files = try files([3, 4, 5], patterns(60, seed: 1))
    for tensor in files.index.tensors {
      for flat in 0..<60 {
        #expect(tensor.index(ofFlat: flat) == [flat / 20, flat / 5 % 4, flat % 5])
      }
    }
  }

  @Test("in a mask, which has a flag for each value")
  func masks() throws {
    let shape = [40, 30, 50]
    let patterns = patterns(60_000, seed: 9)
    let files = try files(shape, patterns)
    let projection = Projection(.binary16)
    let expected = patterns.map { bits in
      let outcome = projection.round(Float(bitPattern: bits)).outcome
      return (outcome == .underflow || outcome == .overflow ? 1 : 0) as UInt8
    }
    for selection in [.all, .first(1), .largest(3)] as [TraceSelection] {
      for tensor in files.index.tensors {
        var mask: [UInt8] = []
        let tracer = Tracer(query(selection), threadCount: 3)
        let traced = try tracer.trace(
          tensor, takeMask: { mask += $0 }, make: { $0.count }, take: { _ in })
        let isExpected = mask == expected
        #expect(isExpected)
        #expect(traced?.count(of: tracer.query.outcomes) == UInt64(mask.count { $0 == 1 }))
      }
    }
  }

  @Test("and a selection is what sorting all values gives", arguments: selections)
  func sorting(selection: TraceSelection) throws {
    let files = try files([600, 500], patterns(300_000, seed: 5))
    let all = try files.index.traced(query(.all)).values[0]
    let rank: (TracedValue) -> UInt64 = { $0.bits & 0x7FFF_FFFF }
    let expected: ArraySlice<TracedValue> =
      switch selection {
      case .all: all[...]
      case .first(let count): all.prefix(count)
      case .largest(let count):
        all.sorted { (~rank($0), $0.flatIndex) < (~rank($1), $1.flatIndex) }.prefix(count)
      case .smallest(let count):
        all.sorted { (rank($0), $0.flatIndex) < (rank($1), $1.flatIndex) }.prefix(count)
      }
    for threads in [1, 2, 5] {
      let traced = try files.index.traced(query(selection), threads: threads)
      let areExpected = [traced.values.first ?? [], traced.values.last ?? []]
        .allSatisfy { $0.elementsEqual(expected) }
      #expect(areExpected)
      #expect(traced.tensors.map(\.listedCount) == [expected.count, expected.count])
    }
  }

  /// More values than are held at a time, in a list and in a mask.
  @Test("in Fortran order of tensors that are read several times")
  func largeFortranOrder() throws {
    let files = TemporaryDirectory()
    let (rows, columns) = (1600, 1500)
    try files.write(
      "step_1/list.npy", type: "<f2", shape: [rows, columns], isFortran: true,
      bytes: [UInt8](repeating: 1, count: 2 * rows * columns))
    var (next, isAscending) = (0, true)
    let query = { (selection: TraceSelection) in
      TraceQuery(AuditCell(Projection(.e4m3fn), at: .one), selection: selection)
    }
    let tracer = Tracer(query(.all))
    let traced = try tracer.trace(files.index.tensors) { _, values in
      for value in values {
        isAscending = isAscending && value.flatIndex == next && value.bits == 0x0101
        next += 1
      }
    }
    #expect(isAscending && next == rows * columns)
    #expect(traced.map(\.listedCount) == [next])

    let (height, width) = (5000, 4000)
    var bytes = [UInt8](repeating: 0, count: 2 * height * width)
    let places = [0, 3, 7_777_777, 16_777_215, 16_777_216, height * width - 1]
    for place in places { bytes[2 * (place % width * height + place / width)] = 1 }
    try files.write(
      "step_2/mask.npy", type: "<f2", shape: [height, width], isFortran: true, bytes: bytes)
    let tensor = try #require(files.index.tensors.last)
    var (found, count) = ([Int](), 0)
    _ = try Tracer(query(.first(1))).trace(
      tensor,
      takeMask: { mask in
        for (offset, flag) in mask.enumerated() where flag == 1 { found.append(count + offset) }
        count += mask.count
      }, make: { $0 }, take: { _ in })
    #expect(found == places && count == height * width)
  }

  @Test("by step, then by name, numbers counted as numbers")
  func tensors() throws {
    let files = TemporaryDirectory()
    for name in ["step_10/l.2.npy", "step_9/l.10.npy", "step_9/l.9.npy", "step_10/l.1.npy"] {
      try files.write(name, type: "<f4", shape: [1], bytes: [1, 0, 0, 0])
    }
    try files.write("step_9/i.npy", type: "<i4", shape: [1], bytes: [1, 0, 0, 0])
    let index = files.index
    #expect(
      index.tensors.map { "\($0.step) \($0.name)" } == ["9 l.9", "9 l.10", "10 l.1", "10 l.2"])
    #expect(index.steps == [9, 10])
    #expect(index.names == ["l.1", "l.2", "l.9", "l.10"])
    #expect(index.unaudited.map(\.tensor) == ["i"])
  }

  @Test("and a file that shrinks is a problem that does not stop the others")
  func shrinkingFile() throws {
    let files = try files([300, 500], patterns(150_000, seed: 2))
    let index = files.index
    let path = try #require(index.tensors.first?.path)
    let whole = try Data(contentsOf: URL(filePath: path))
    try whole.prefix(400_000).write(to: URL(filePath: path))
    let traced = try index.traced(query(.all))
    #expect(traced.problems.map(\.path) == [path])
    #expect(traced.tensors.map(\.tensor.name) == ["fortran"])
  }

  @Test("and an error of the one who takes values ends it", arguments: [1, 3])
  func error(threads: Int) throws {
    struct Full: Error {}
    let files = try files([600, 500], patterns(300_000, seed: 5))
    let tracer = Tracer(query(.all), threadCount: threads)
    var count = 0
    #expect(throws: Full.self) {
      try tracer.trace(files.index.tensors) { _, _ in
        count += 1
        if count == 2 { throw Full() }
      }
    }
    #expect(count == 2)
  }
}
