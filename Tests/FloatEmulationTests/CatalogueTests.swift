import FloatEmulation
import Testing

@Suite("The catalogue")
struct CatalogueTests {
  struct Row: Sendable {
    let name: String
    let width: Int
    let emin: Int
    let emax: Int
    let greatest: Double
    let leastNormal: Double
    let leastNonzero: Double
    let infinityCode: UInt64
    let finiteCodes: UInt64
  }

  /// IEEE 754-2019, table 3.5; bfloat16 from its definition as binary32 cut short.
  static let rows = [
    Row(
      name: "fp64", width: 64, emin: -1022, emax: 1023, greatest: .greatestFiniteMagnitude,
      leastNormal: .leastNormalMagnitude, leastNonzero: .leastNonzeroMagnitude,
      infinityCode: 0x7FF0_0000_0000_0000, finiteCodes: 0xFFE0_0000_0000_0000),
    Row(
      name: "fp32", width: 32, emin: -126, emax: 127, greatest: 0x1.fffffep127,
      leastNormal: 0x1p-126, leastNonzero: 0x1p-149, infinityCode: 0x7F80_0000,
      finiteCodes: 4_278_190_080),
    Row(
      name: "bf16", width: 16, emin: -126, emax: 127, greatest: 255 * 0x1p120,
      leastNormal: 0x1p-126, leastNonzero: 0x1p-133, infinityCode: 0x7F80, finiteCodes: 65_280),
    Row(
      name: "fp16", width: 16, emin: -14, emax: 15, greatest: 65504, leastNormal: 0x1p-14,
      leastNonzero: 0x1p-24, infinityCode: 0x7C00, finiteCodes: 63_488),
  ]

  @Test(
    "has one unit in the last place, the distance from a value to the next, and the tie half-way",
    arguments: CheckedFormats.tiny + CheckedFormats.custom.filter { $0.bitWidth <= 16 })
  func ulp(format: FloatFormat) {
    for code in format.leastNonzeroCode..<format.greatestFiniteCode {
      let (value, next) = (format.decode(code), format.decode(code + 1))
      #expect(format.ulp(at: value) == next - value && format.ulp(at: -value) == next - value)
      #expect(format.tie(above: code) == value + (next - value) / 2)
    }
    #expect(format.ulp(at: 0) == format.leastNonzeroMagnitude)
    let greatest = format.greatestFiniteMagnitude
    #expect(format.tie(above: format.greatestFiniteCode) == greatest + format.ulpOfGreatest / 2)
  }

  @Test("derives every constant of the standards", arguments: rows)
  func constants(row: Row) throws {
    let format = try FloatFormat(named: row.name)
    #expect(format.bitWidth == row.width)
    #expect(format.minimumExponent == row.emin)
    #expect(format.maximumExponent == row.emax)
    #expect(format.greatestFiniteMagnitude == row.greatest)
    #expect(format.leastNormalMagnitude == row.leastNormal)
    #expect(format.leastNonzeroMagnitude == row.leastNonzero)
    #expect(format.infinityCode == row.infinityCode)
    #expect((format.greatestFiniteCode + 1) * 2 == row.finiteCodes)
  }

  @Test("knows the names that people use, in any case")
  func aliases() throws {
    #expect(try FloatFormat(named: "HALF") == .binary16)
    #expect(try FloatFormat(named: "bfloat16") == .bfloat16)
    #expect(try FloatFormat(named: "Float32") == .binary32)
    #expect(throws: FormatError.unknownName("fp17")) { try FloatFormat(named: "fp17") }
    for (alias, name) in FloatFormat.aliases {
      #expect(try FloatFormat(named: alias).name == name)
    }
  }

  @Test("derives what OFP8 and the fnuz formats demand from the same four numbers")
  func otherSpecialValues() throws {
    let e4m3fn = try FloatFormat(
      name: "e4m3fn", precision: 4, exponentBitCount: 4, specialValues: .nanOnly)
    #expect(e4m3fn.greatestFiniteMagnitude == 448)
    #expect(e4m3fn.maximumExponent == 8)
    #expect(e4m3fn.nanCode == 0x7F)
    #expect(e4m3fn.infinityCode == nil)
    let e4m3fnuz = try FloatFormat(
      name: "e4m3fnuz", precision: 4, exponentBitCount: 4, bias: 8,
      specialValues: .nanAtNegativeZero)
    #expect(e4m3fnuz.greatestFiniteMagnitude == 240)
    #expect(e4m3fnuz.leastNonzeroMagnitude == 0x1p-10)
    #expect(e4m3fnuz.nanCode == 0x80)
    #expect(e4m3fnuz.valueClass(of: 0x80) == .nan)
  }

  @Test("refuses formats whose values are not all binary64 values, and says why")
  func limits() throws {
    for name in [
      "e3m10:zero-field=zero:bias=1070", "e3m10:bias=1067", "e11m4:bias=1020", "Binary12p1ue",
    ] {
      #expect(throws: FormatError.self, "\(name)") { try FloatFormat(named: name) }
    }
    let finest = try FloatFormat(named: "e3m10:zero-field=zero:bias=1065")
    #expect(finest.decode(finest.leastNormalCode + 1) == 0x1p-1064 + 0x1p-1074)
    let finite = try FloatFormat(named: "e4m3:unsigned:special=none")
    #expect(finite.greatestFiniteMagnitude == 480)
    #expect(finite.nanCode == nil)
  }
}
