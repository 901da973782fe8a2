import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles
import Testing

/// A histogram file is replayed piece by piece, by several threads, without being read as a
/// whole; what is not as it should be is read as a whole after all.
@Suite("A replay of a histogram file")
struct StreamedReplayTests {
  /// Steps of many tensors, some of which come and go, with overflows, infinities and NaN.
  private static func directory(steps: Int, tensors: Int) throws -> TemporaryDirectory {
    var random = SplitMix64(seed: 21)
    let directory = TemporaryDirectory()
    for step in 0..<steps {
      let size = Float(
        sign: .plus, exponent: Int.random(in: -16...0, using: &random), significand: 1)
      for tensor in 0..<tensors where tensor % 7 > 0 || step % 3 > 0 {
        var values = (0..<120).map { _ in
          let small = Float(
            sign: .plus, exponent: Int.random(in: -34...0, using: &random), significand: 1)
          return Float.random(in: -1...1, using: &random) * size * small
        }
        if (step, tensor) == (3, 5) { values[0] = .nan }
        if (step, tensor) == (4, 6) { values[1] = -.infinity }
        try directory.write(values, to: "dump/step_\(step)/layers.\(tensor).npy")
      }
    }
    return directory
  }

  private static func expectSame(_ one: Replay, _ other: Replay) {
    #expect(one.runs.count == other.runs.count && one.length == other.length)
    #expect(one.isExact == other.isExact && one.hasCounts == other.hasCounts)
    #expect(one.steps == other.steps && one.tensorCount == other.tensorCount)
    #expect(one.elementTypes == other.elementTypes && one.notes == other.notes)
    #expect(one.unsteadyTensors.map(\.name) == other.unsteadyTensors.map(\.name))
    #expect(one.unsteadyTensors.map(\.stepCount) == other.unsteadyTensors.map(\.stepCount))
    #expect(one.problems == other.problems && one.warnings == other.warnings)
    #expect(one.unaudited == other.unaudited && one.uncountedCount == other.uncountedCount)
    for (left, right) in zip(one.runs, other.runs) {
      #expect(left.rows == right.rows && left.raised == right.raised, "\(left.scaler.name)")
      for (mine, others) in zip(left.rows, right.rows) {
        #expect(one.culprits(of: mine, left) == other.culprits(of: others, right))
        #expect(one.counts(of: mine, left) == other.counts(of: others, right))
      }
      if let mine = left.raised, let others = right.raised, one.hasCounts {
        #expect(one.counts(of: mine, left) == other.counts(of: others, right))
      }
    }
  }

  @Test("is that of what is read as a whole, in pieces of steps and on any number of threads")
  func pieces() throws {
    let directory = try Self.directory(steps: 16, tensors: 260)
    let histogram = RecordingReader().read(Recording(paths: [directory.path + "/dump"]))
    let bytes = histogram.fileBytes
    #expect(bytes.count > 1_100_000, "it is one piece: \(bytes.count) bytes")
    try directory.write(Data(bytes), to: "run.fphist")
    let recording = Recording(paths: [directory.path + "/run.fphist"])
    let filters: [(FloatFormat, TensorFilter)] = [
      (.binary16, .all), (.e4m3fn, try TensorFilter("layers.?,!layers.0")),
    ]
    for (format, filter) in filters {
      var query = Replayer.Query(LossScaler.catalogue, format: format)
      query.filter = filter
      for length in [
        ReplayLength.times(1), .times(3), .times(0), .steps(11), .steps(20), .steps(0),
      ] {
        query.length = length
        let whole = try Replayer(query, threadCount: 1).replay(histogram)
        let stepCount = try #require(length.stepCount(of: 16))
        #expect(whole.runs.contains { $0.skippedCount > 3 } || stepCount == 0)
        #expect(whole.runs.allSatisfy { $0.raised != nil || $0.rows.count == stepCount })
        for threadCount in [1, 3] {
          var readings = 0
          let replayer = Replayer(query, threadCount: threadCount) { _ in readings += 1 }
          Self.expectSame(try replayer.replay(recording), whole)
          // Some tensors left out, it is read as a whole after all.
          #expect(readings == 1 || filter != .all, "it was read \(readings) times")
        }
      }
    }
  }

  @Test("counts at scales that are no powers of two have the same bounds")
  func bounds() throws {
    let directory = try Self.directory(steps: 6, tensors: 9)
    let histogram = RecordingReader().read(Recording(paths: [directory.path + "/dump"]))
    try directory.write(Data(histogram.fileBytes), to: "run.fphist")
    var scaler = try LossScaler(named: "torch")
    try scaler.set("growth_factor", to: "1.7")
    try scaler.set("growth_interval", to: "1")
    let replayer = Replayer(Replayer.Query([scaler]))
    let whole = try replayer.replay(histogram)
    #expect(!whole.isExact)
    Self.expectSame(
      try replayer.replay(Recording(paths: [directory.path + "/run.fphist"])), whole)
  }

  @Test("and of every width of bins and counts, in blocks of any length, is what a reading says")
  func widths() throws {
    var random = SplitMix64(seed: 33)
    let directory = TemporaryDirectory()
    let replayer = Replayer(Replayer.Query(LossScaler.catalogue), threadCount: 1)
    for countWidth in Array(1...56) + [64] {
      let forged = ForgedHistogram.file(
        (1...20).map { distanceWidth in
          let bins = (0..<2).map { _ in
            ForgedBins(distanceWidth, countWidth, using: &random)
          }
          let count = bins.reduce(0) { $0 + $1.count }
          return ForgedHistogram.tensor(
            "t\(distanceWidth)", of: count,
            bins: [0] + bins.flatMap { ForgedHistogram.leb($0.bins.count) } + bins.flatMap(\.bytes),
            extremes: min(bins[0].least, bins[1].least)...max(bins[0].greatest, bins[1].greatest))
        })
      try directory.write(Data(forged), to: "widths.fphist")
      let path = directory.path + "/widths.fphist"
      let whole = try RecordingHistogram(path: path)
      #expect(whole.fileBytes == forged, "counts of \(countWidth) bits")
      Self.expectSame(
        try replayer.replay(Recording(paths: [path])), try replayer.replay(whole))
    }
  }

  /// A tensor of every bin from 1 to 2^1000, with counts of 40 bits: more than a piece.
  private static func largeTensor(
    step: Int = 0, _ name: String = "t", lacking: Int = 0
  ) -> [UInt8] {
    let (first, binCount) = (ForgedHistogram.bin(of: 1), 318 * 1000 + 1)
    let blocks = stride(from: 0, to: binCount, by: 32).flatMap { start in
      let size = min(32, binCount - start)
      let counts = [[UInt8]](repeating: [0, 0, 0, 0, 0x80], count: size).joined()
      return [1, 40] + [UInt8](repeating: 0, count: (size + 7) / 8) + counts
    }
    return ForgedHistogram.tensor(
      step: step, name, of: binCount * (1 << 39 + 1) + lacking,
      bins: [0] + ForgedHistogram.leb(binCount) + [0] + ForgedHistogram.leb(first) + blocks,
      extremes: 1...0x1p1000)
  }

  private static func smallTensor(step: Int, _ name: String) -> [UInt8] {
    let one = ForgedHistogram.leb(ForgedHistogram.bin(of: 1))
    return ForgedHistogram.tensor(
      step: step, name, of: 1, bins: [0, 1, 0] + one + [1, 1, 0, 0], extremes: 1...1)
  }

  @Test("of tensors out of order, or there twice, is refused: in one piece or several")
  func order() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/order.fphist"
    let replayer = Replayer(Replayer.Query(LossScaler.catalogue), threadCount: 2)
    let orders: [(places: [(step: Int, name: String)], isOrdered: Bool)] = [
      ([(0, "t2"), (0, "t10"), (1, "t2"), (1, "t10")], true),
      ([(0, "t10"), (0, "t2")], false),
      ([(0, "t"), (0, "t")], false),
      ([(1, "a"), (0, "b")], false),
      ([(0, "a"), (1, "a"), (0, "b")], false),
      ([(0, "a"), (0, "b"), (1, "a"), (1, "b"), (1, "a")], false),
      ([0, 1, 2, 3].flatMap { [($0, "a"), ($0, "b")] } + [(4, "b"), (4, "a")], false),
    ]
    for (places, isOrdered) in orders {
      for isLarge in [false, true] {
        let forged = ForgedHistogram.file(
          places.map {
            isLarge
              ? Self.largeTensor(step: $0.step, $0.name) : Self.smallTensor(step: $0.step, $0.name)
          })
        try directory.write(Data(forged), to: "order.fphist")
        let replay = try replayer.replay(Recording(paths: [path]))
        #expect(replay.steps.isEmpty != isOrdered, "\(places)")
        #expect(replay.problems.map(\.code) == (isOrdered ? [] : [.malformedHistogram]))
      }
    }
  }

  @Test("of a tensor that is not as it should be among pieces that are is refused")
  func spoiledPiece() throws {
    let directory = TemporaryDirectory()
    let path = directory.path + "/spoiled.fphist"
    let large = (0..<4).map { Self.largeTensor(step: $0) }
    for bad in 0..<4 {
      // Its bins, which have been added by then, have one value less than it has elements.
      var tensors = large
      tensors[bad] = Self.largeTensor(step: bad, lacking: 1)
      try directory.write(Data(ForgedHistogram.file(tensors)), to: "spoiled.fphist")
      for threadCount in 1...4 {
        let replay = try Replayer(Replayer.Query(LossScaler.catalogue), threadCount: threadCount)
          .replay(Recording(paths: [path]))
        #expect(replay.problems.map(\.code) == [.malformedHistogram] && replay.steps.isEmpty)
      }
    }
  }

  @Test("and of a tensor that takes more than a piece is what a reading says")
  func largeEntry() throws {
    let directory = TemporaryDirectory()
    let forged = ForgedHistogram.file([Self.largeTensor()])
    #expect(forged.count > 3 << 19)
    try directory.write(Data(forged), to: "large.fphist")
    let path = directory.path + "/large.fphist"
    let replayer = Replayer(Replayer.Query(LossScaler.catalogue))
    Self.expectSame(
      try replayer.replay(Recording(paths: [path])),
      try replayer.replay(try RecordingHistogram(path: path)))
  }

  @Test("of any file with a changed byte, its checksum right or wrong, says what a reading says")
  func damage() throws {
    let directory = TemporaryDirectory()
    let bytes = try BrokenHistogramTests.bytes(in: directory)
    let replayer = Replayer(Replayer.Query(LossScaler.catalogue), threadCount: 2)
    var kept = 0
    for index in bytes.indices.dropFirst(8) {  // before that it is no histogram file
      for isSealed in [false, true] where !isSealed || index >= 24 {
        var changed = bytes
        changed[index] ^= 1 << (index % 8)
        if isSealed {
          changed = Array(changed[..<12]) + ForgedHistogram.sealed(Array(changed[24...]))
        }
        try directory.write(Data(changed), to: "changed.fphist")
        let path = directory.path + "/changed.fphist"
        let streamed = try replayer.replay(Recording(paths: [path]))
        do {
          let whole = try RecordingHistogram(path: path)
          Self.expectSame(streamed, try replayer.replay(whole))
          kept += 1
        } catch let error as TensorFileError {
          #expect(streamed.steps.isEmpty && streamed.problems.contains(error), "byte \(index)")
        }
      }
    }
    #expect(kept > 20, "\(kept) files were read")
  }

  @Test("counts replicas of ranks once, as a reading does")
  func ranks() throws {
    let directory = TemporaryDirectory()
    for step in 1...3 {
      for rank in 0..<3 {
        let path = "dump/step_\(step)/rank_\(rank)"
        try directory.write([1e-6, 3e4, -5] as [Float], to: path + "/same.npy")
        try directory.write([Float(rank), 1e-7] as [Float], to: path + "/own.npy")
      }
    }
    let dump = Recording(paths: [directory.path + "/dump"])
    try directory.write(Data(RecordingReader().read(dump).fileBytes), to: "run.fphist")
    let replayer = Replayer(Replayer.Query(LossScaler.catalogue))
    let replay = try replayer.replay(dump)
    #expect(replay.steps.map(\.valueCount) == [9, 9, 9])
    #expect(replay.notes.map(\.kind).contains(.replicas))
    Self.expectSame(
      try replayer.replay(Recording(paths: [directory.path + "/run.fphist"])), replay)
  }

  @Test("of more values in all steps than 63 bits can count is too long")
  func tooMany() throws {
    let directory = TemporaryDirectory()
    try directory.write(Data(ForgedHistogram.ones([1 << 62])), to: "forged.fphist")
    let recording = Recording(paths: [directory.path + "/forged.fphist"])
    var query = Replayer.Query([try LossScaler(named: "torch")])
    #expect(try Replayer(query).replay(recording).steps.map(\.valueCount) == [1 << 62])
    query.length = .times(3)
    #expect(throws: ReplayError.tooLong) { try Replayer(query).replay(recording) }
  }

  @Test("of tensors that claim more values than 63 bits can count is refused")
  func claims() throws {
    let directory = TemporaryDirectory()
    // All in one bin, and each in its own.
    let each = (0..<5).map { exponent in
      let power = Double(sign: .plus, exponent: exponent, significand: 1)
      return ForgedHistogram.equal("t\(exponent)", of: 1 << 62, to: power)
    }
    let files = [ForgedHistogram.ones([.max, .max, 1 << 60]), ForgedHistogram.file(each)]
    for file in files {
      try directory.write(Data(file), to: "forged.fphist")
      let replay = try Replayer(Replayer.Query(LossScaler.catalogue)).replay(
        Recording(paths: [directory.path + "/forged.fphist"]))
      #expect(replay.problems.map(\.code) == [.malformedHistogram] && replay.steps.isEmpty)
    }
  }

  @Test("and of more names than are kept is what a reading says")
  func longNames() throws {
    let directory = TemporaryDirectory()
    let tensors = (0..<120).map { index in
      Self.smallTensor(step: 0, String(repeating: "x", count: 50_000) + "\(index)")
    }
    try directory.write(Data(ForgedHistogram.file(tensors)), to: "names.fphist")
    let path = directory.path + "/names.fphist"
    let whole = try RecordingHistogram(path: path)
    #expect(Set(whole.tensors.map(\.tensor)).count == 120)
    let replayer = Replayer(Replayer.Query(LossScaler.catalogue))
    Self.expectSame(try replayer.replay(Recording(paths: [path])), try replayer.replay(whole))
  }
}
