import FloatEmulation
import Testing

/// One row for each defect of a published library that is a single conversion.
///
/// Found by running those libraries (CPFloat 3583976, pychop 242e079, Universal
/// e6aa357, ml_dtypes 0.6.0, QPyTorch f58bba7, Intel's FP8 toolkit fcd26e9, FloatX
/// a67318f, APyTypes 0.5.1, gfloat 0.5.2, unit-scaling) on the inputs below.
struct ZooCase: Sendable, CustomTestStringConvertible {
  /// The defect's number in the list, and who had it.
  let number: Int
  let library: String
  let projection: Projection
  let input: Double
  /// Whether the input is a binary32 value, as most are.
  let isBinary32: Bool
  /// The right result; NaN for any NaN.
  let right: Double
  /// What the library said.
  let wrong: Double

  var testDescription: String { "\(number) \(library): \(input) into \(projection.format)" }
}

extension ZooCase {
  static let half = Projection(.binary16)
  static let brain = Projection(.bfloat16)

  static let all: [ZooCase] =
    cpfloat + pychop + universal + mlDtypes + qpytorch + intel + others

  private static func rows(
    _ number: Int, _ library: String, _ projection: Projection, isBinary32: Bool = true,
    _ triples: [(input: Double, wrong: Double, right: Double)]
  ) -> [ZooCase] {
    triples.map {
      ZooCase(
        number: number, library: library, projection: projection, input: $0.input,
        isBinary32: isBinary32, right: $0.right, wrong: $0.wrong)
    }
  }

  private static func nan(_ bits: UInt32) -> Double { Double(Float(bitPattern: bits)) }
  private static func float(_ bits: UInt32) -> Double { Double(Float(bitPattern: bits)) }

  private static let cpfloat =
    rows(
      1, "CPFloat", Projection(.e4m3fn),
      [(465, 480, .nan), (480, 480, .nan), (495, 480, .nan), (-464.1, -480, .nan)])
    + rows(
      1, "CPFloat", Projection(.e4m3fn, overflow: .saturateAll),
      [(465, 480, 448), (480, 480, 448), (495, 480, 448), (-464.1, -480, -448)])
    + [half, brain].flatMap { projection in
      rows(2, "CPFloat", projection, [(nan(0x7FFF_FFFF), -0.0, .nan)])
        + rows(3, "CPFloat", projection, [(nan(0xFFFF_FFFF), 0, .nan)])
        + rows(4, "CPFloat", projection, [(nan(0x7F80_0001), .infinity, .nan)])
    }
    + rows(5, "CPFloat", brain, [(float(0x0040_0000), 0, 0x1p-127)])
    + rows(6, "CPFloat", brain, [(float(0x0040_0001), 0x1p-126, 0x1p-127)])
    + rows(
      6, "CPFloat", Projection(.bfloat16, flushing: .results), [(float(0x0040_0001), 0x1p-126, 0)])

  private static let pychop =
    rows(8, "pychop", half, [(65_520, 65_536, .infinity), (65_535, 65_536, .infinity)])
    + rows(
      9, "pychop", half,
      [
        (65_536, 0, .infinity), (70_000, 0, .infinity), (131_071, 0, .infinity),
        (-70_000, 0, -.infinity),
      ])
    + rows(10, "pychop", half, [(-0.0, 0, -0.0)])
    + rows(
      11, "pychop", Projection(.binary16, direction: .toOdd),
      [(1, 1.0009765625, 1), (1.5, 1.5009765625, 1.5), (2, 2.001953125, 2)])
    + rows(
      12, "pychop", Projection(.binary16, direction: .tiesToAway), isBinary32: false,
      [(1 + 0x1p-11 * (1 - 4e-7), 1.0009765625, 1)])
    + rows(
      14, "pychop", Projection(.binary16, direction: .tiesToAway),
      [(-(1 + 0x1p-11), -1, -1.0009765625)])

  private static let universal =
    rows(
      21, "Universal", Projection(.e4m3fn), isBinary32: false, [(1 + 0x1p-4 + 0x1p-40, 1, 1.125)])
    + rows(22, "Universal", brain, isBinary32: false, [(1 + 0x1p-8 + 0x1p-40, 1, 1.0078125)])
    + rows(23, "Universal", brain, [(1 + 0x1p-8 + 0x1p-9, 1, 1.0078125)])

  private static let mlDtypes =
    [FloatFormat.bfloat16, .e4m3fn, .e5m2, .e3m4, .e2m3fn, .e3m2fn, .e2m1fn].flatMap { format in
      let ulp = 2 * format.unitRoundoff
      return rows(
        24, "ml_dtypes", Projection(format), isBinary32: false,
        [(1 + ulp / 2 + 0x1p-40, 1, 1 + ulp)])
    }
    + rows(
      25, "ml_dtypes", brain, isBinary32: false, [(1 + 3 * 0x1p-8 - 0x1p-45, 1.015625, 1.0078125)])

  private static let qpytorch =
    rows(
      27, "QPyTorch", half,
      [
        (65_520, 65_536, .infinity), (70_000, 70_016, .infinity), (1e9, 131_008, .infinity),
        (.infinity, 131_008, .infinity), (-.infinity, -131_008, -.infinity),
      ])
    + rows(28, "QPyTorch", half, [(.nan, 131_008, .nan)])
    + rows(29, "QPyTorch", half, [(1 + 0x1p-11, 1.0009765625, 1)])
    + rows(30, "QPyTorch", half, [(0x1p-25, 0x1p-24, 0)])
    + rows(31, "QPyTorch", half, [(0x1.7ffffep-24, 0x1p-23, 0x1p-24)])
    + rows(32, "QPyTorch", half, [(-0.0, 0, -0.0), (-0x1p-26, 0, -0.0)])
    + rows(33, "QPyTorch", Projection(.binary32), [(3, -3, 3)])
    + rows(34, "QPyTorch", Projection(.e4m3fn), [(500, 480, .nan), (1e9, 480, .nan)])
    + rows(34, "QPyTorch", Projection(.e4m3), [(500, 480, .infinity), (1e9, 480, .infinity)])

  private static let intel =
    rows(
      35, "Intel", Projection(.e4m3fn),
      [(.nan, 448, .nan), (-.nan, -448, .nan), (.infinity, 448, .nan)])
    + rows(36, "Intel", Projection(.e4m3fn), [(0x1.8p-10, 0, 0x1p-9)])
    + rows(
      37, "Intel", Projection(.e4m3fn),
      [(0x1.8p-9, 0.0029296875, 0x1p-8), (0x1.cp-9, 0.00341796875, 0x1p-8)])
    + rows(
      38, "Intel", Projection(.e4m3fn, direction: .towardPositive),
      [(float(0x3F81_47AE), 1, 1.125), (float(0x3F86_6666), 1, 1.125)])
    + rows(39, "Intel", Projection(.e4m3fn), [(1.0625 + 0x1p-14, 1, 1.125)])
    + rows(
      40, "Intel", brain,
      [(1 + 0x1p-8 + 0x1p-20, 1, 1.0078125), (-(1 + 0x1p-8 + 0x1p-20), -1, -1.0078125)])
    + rows(41, "Intel", brain, [(nan(0x7FFF_FFFF), -0.0, .nan)])

  private static let others =
    rows(
      42, "FloatX", half, isBinary32: false,
      [(Double(bitPattern: 0x7FF0_0000_0000_0001), .infinity, .nan)])
    + rows(43, "APyTypes", half, [(0x1.ffcp-15, 0, 0x1p-14), (0x1.ffep-15, 0, 0x1p-14)])
    + p3109
    + rows(
      46, "unit-scaling", half,
      [
        (0x1p-25, 0x1p-25, 0), (1.5 * 0x1p-26, 0x1p-25, 0),
        (1 + 3 * 0x1p-11, 1.0009765625, 1.001953125), (65_520, 65_504, .infinity),
        (1e6, 65_504, .infinity),
      ])

  private static let p3109: [ZooCase] = {
    guard let format = try? FloatFormat(named: "Binary8p3sf") else { return [] }
    return rows(44, "gfloat", Projection(format), [(1e9, .nan, 57_344)])
  }()
}

@Suite("The bug zoo: what published libraries got wrong")
struct BugZooTests {
  @Test("reference and kernel are right where they were wrong", arguments: ZooCase.all)
  func conversions(zoo: ZooCase) {
    #expect(!isSame(zoo.wrong, zoo.right))
    if zoo.isBinary32 {
      let input = Float(zoo.input)
      #expect(isSame(zoo.projection.round(input).value, zoo.right))
      #expect(isSame(Double(RoundingKernel(zoo.projection).rounded([input])[0]), zoo.right))
    }
    #expect(isSame(zoo.projection.round(zoo.input).value, zoo.right))
    #expect(isSame(RoundingKernel(zoo.projection).rounded([zoo.input])[0], zoo.right))
  }

  @Test("holds every conversion of the list")
  func completeness() {
    let elsewhere = [7, 13, 15, 16, 17, 18, 19, 20, 26, 45, 47, 48, 49, 50]
    #expect(Set(ZooCase.all.map(\.number)).union(elsewhere) == Set(1...50))
  }

  @Test("7: a name that is no format is refused")
  func unknownName() {
    for name in ["nonsense", "", "e", "e5", "m10", "e5m", "e5m10x", "binary8p", "fp16 "] {
      #expect(throws: FormatError.self) { try FloatFormat(named: name) }
    }
  }

  @Test("7: an option that is none is refused, and so is a width without formats")
  func unknownOption() {
    for name in [
      "e4m3:nonsense", "e4m3:special=ocp", "e4m3:bias=x", "e4m3:", "e4m3:unsigned=1",
      "binary2p1sf", "binary2p1uf",
    ] {
      #expect(throws: FormatError.self) { try FloatFormat(named: name) }
    }
  }

  @Test("2, 3, 4, 41, 42: every NaN is one, in every direction and format with a NaN")
  func nans() {
    let floats: [UInt32] = [0x7F80_0001, 0x7F80_0800, 0x7FBF_FFFF, 0x7FC0_0000, 0x7FFF_FFFF]
    let doubles: [UInt64] = [
      0x7FF0_0000_0000_0001, 0x7FF0_0000_2000_0000, 0x7FF8_0000_0000_0000, 0x7FFF_FFFF_FFFF_FFFF,
    ]
    let narrow = floats.flatMap { [Float(bitPattern: $0), -Float(bitPattern: $0)] }
    let wide = doubles.flatMap { [Double(bitPattern: $0), -Double(bitPattern: $0)] }
    for format in FloatFormat.catalogue where format.hasNaN {
      for direction in RoundingDirection.deterministic {
        let projection = Projection(format, direction: direction)
        let kernel = RoundingKernel(projection)
        #expect(kernel.rounded(wide).allSatisfy { $0.isNaN })
        #expect(wide.allSatisfy { projection.round($0).value.isNaN })
        #expect(narrow.allSatisfy { projection.round($0).value.isNaN })
        #expect(!kernel.fitsBinary32 || kernel.rounded(narrow).allSatisfy { $0.isNaN })
      }
    }
  }

  /// Ties toward zero is no direction here; the value rounds so in both that are.
  @Test("13: a negative tie goes where its positive twin goes")
  func symmetry() {
    for direction in RoundingDirection.deterministic where direction.isSymmetric {
      let projection = Projection(.binary16, direction: direction)
      for tie in [1 + 0x1p-11, 1 + 3 * 0x1p-11, 0x1p-25, 65_520] {
        #expect(projection.round(-tie).value == -projection.round(tie).value)
      }
    }
  }

  @Test("15, 20, 45, 49: a block's scale is that of its exponent, not of a logarithm")
  func scaleOfTheNeighbour() {
    let block = BlockProjection(.e2m1fn).project([Float(8).nextDown, 1])
    #expect(FloatFormat.e8m0fnu.decode(block.scaleCode) == 1)
    #expect(block.values == [6, 1])
    // A largest value in the upper half of its binade does not double the scale.
    #expect(SharedScaleRule.floor.scaleCode(largest: 5.9, element: .e2m1fn) == 127)
  }

  @Test("16, 18, 19, 47: NaN and infinity make a block NaN, and lose no element in silence")
  func specialsInBlocks() {
    for values in [[.nan, .infinity, 1, 0], [.infinity, 1, 0], [.nan, 1, 0]] as [[Float]] {
      let block = BlockProjection(.e2m1fn).project(values)
      #expect(block.scaleCode == 0xFF)
      #expect(block.values.allSatisfy { $0.isNaN })
    }
  }

  @Test("17: elements are divided by the scale that is stored")
  func clampedScale() {
    let values = [Float](repeating: 0x1p-127, count: 32)
    let block = BlockProjection(.e2m1fn).project(values)
    #expect(block.scaleCode == 0)
    #expect(block.values == values.map(Double.init))
  }

  @Test("26: a NaN in a format without one is reported", arguments: ["e2m1fn", "e2m3fn", "e3m2fn"])
  func nanWithoutNaN(name: String) throws {
    let result = Projection(try FloatFormat(named: name)).round(Double.nan)
    #expect(result.outcome == .nan)
    #expect(result.flags == .invalid)
  }

  @Test("48: any set bit brings a scale up")
  func roundUpToScale() {
    let up = Projection(.e8m0fnu, direction: .towardPositive)
    for bit in 0..<23 {
      let value = Float(bitPattern: 0x3F80_0000 | 1 << UInt32(bit))
      #expect(up.round(value).value == 2)
      #expect(SharedScaleRule.ceiling.scaleCode(largest: value, element: .e2m1fn) == 126)
    }
    #expect(up.round(Float(1)).value == 1)
  }

  @Test("50: stochastic rounding leaves non-zero elements in a gradient")
  func stochasticGradient() throws {
    let direction = try #require(RoundingDirection(named: "stochasticA8"))
    let kernel = RoundingKernel(
      Projection(.e2m1fn, direction: direction), random: RandomStream(seed: 50))
    let rounded = kernel.rounded((0..<4096).map { Float($0 % 64) / 32 - 1 })
    let share = Double(rounded.filter { $0 != 0 }.count) / 4096
    #expect((0.6...0.9).contains(share))
    #expect(Set(rounded) == [-1, -0.5, 0, 0.5, 1])
  }

  private func isSame(_ left: Double, _ right: Double) -> Bool {
    left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
  }
}
