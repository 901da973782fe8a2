import FloatEmulation
import GradientAudit
import Testing

@Suite("Slices are counted along every axis")
struct SliceCountsTests {
  private let query = TraceQuery(
    AuditCell(Projection(.binary16), at: .one), outcomes: [.underflow, .zero], selection: .first(0),
    countsSlices: true)

  private func slices(_ shape: [Int], _ values: [Float], isFortran: Bool = false) throws
    -> SliceCounts
  {
    let files = TemporaryDirectory()
    let stored =
      isFortran ? TemporaryDirectory.placesOfFortranOrder(shape).map { values[$0] } : values
    try files.write(
      "w.npy", type: "<f4", shape: shape, isFortran: isFortran,
      bytes: TemporaryDirectory.bytes(stored.map(\.bitPattern)))
    return try #require(try files.index.traced(query).tensors.first?.slices)
  }

  @Test("as brute force counts them", arguments: [false, true])
  func bruteForce(isFortran: Bool) throws {
    var generator = SplitMix64(seed: 8)
    for shape in [[6, 5, 4], [1, 3000], [70, 90], [2, 1, 3, 2], [12]] {
      let values = (0..<shape.reduce(1, *)).map { _ in
        [0, 1, 1e-9, -1e-9, .infinity, .nan, 1e6].randomElement(using: &generator) ?? 0 as Float
      }
      let counts = try slices(shape, values, isFortran: isFortran)
      #expect(counts.axes.map(\.number) == shape.indices.filter { shape[$0] > 1 })
      for axis in counts.axes {
        let stride = shape[(axis.number + 1)...].reduce(1, *)
        var (finite, lost) = ([UInt64](repeating: 0, count: axis.extent), [UInt64]())
        lost = finite
        for (place, value) in values.enumerated() where value.isFinite && value != 0 {
          finite[place / stride % axis.extent] += 1
          if value.magnitude < 1e-8 { lost[place / stride % axis.extent] += 1 }
        }
        #expect(axis.finiteNonzero == finite)
        #expect(axis.lost == lost)
      }
    }
  }

  @Test("and one without finite non-zero values is not lost")
  func emptySlices() throws {
    let values: [Float] = [
      1e-9, -1e-9, 0,  // lost wholly
      0, .nan, .infinity,  // nothing to lose
      1e-9, 1, 0,  // lost in part
      1e-9, 0, 0,
    ]
    let counts = try slices([4, 3], values)
    #expect(counts.axes.map(\.whollyLost) == [[0, 3], [0]])
    #expect(counts.axes.map { $0.worst(5) } == [[2], [1]])
  }

  @Test("and those of several steps can be added")
  func merge() throws {
    var one = try slices([2, 2], [1e-9, 1e-9, 1, 1])
    let two = try slices([2, 2], [0, 0, 1e-9, 1e-9])
    one.merge(two)
    #expect(one.axes[0].whollyLost == [0])
    #expect(one.axes[0].finiteNonzero == [2, 4])
    #expect(one.axes[0].lost == [2, 2])
    one.merge(try slices([2, 2], [1, 0, 0, 0]))
    #expect(one.axes[0].whollyLost == [])
    #expect(one.axes[0].worst(1) == [0])
  }
}
