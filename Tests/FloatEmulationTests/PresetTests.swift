import FloatEmulation
import Testing

@Suite("Presets")
struct PresetTests {
  /// A binary32 bit pattern and the code that the named stack was seen to give.
  struct Seen: Sendable {
    let preset: String
    let format: String
    let bits: UInt32
    let code: UInt64
  }

  private static func seen(_ preset: String, _ format: String, _ pairs: [UInt32: UInt64]) -> [Seen]
  {
    pairs.map { Seen(preset: preset, format: format, bits: $0.key, code: $0.value) }
  }

  static let all: [Seen] =
    seen("ofp8-sat", "e4m3fn", [0x7F80_0000: 0x7E, 0x43E8_8000: 0x7E, 0x7FC0_0000: 0x7F])
    + seen("ofp8-nonsat", "e4m3fn", [0x7F80_0000: 0x7F, 0x43E8_0000: 0x7E, 0x43E8_8000: 0x7F])
    + seen("ofp8-sat", "e5m2", [0x7F80_0000: 0x7B, 0x4770_0000: 0x7B])
    + seen("ofp8-nonsat", "e5m2", [0xFF80_0000: 0xFC, 0x4770_0000: 0x7C])
    + seen("torch", "e4m3fn", [0xFF80_0000: 0xFE, 0x43E8_8000: 0x7E, 0xFFC0_0000: 0xFF])
    + seen("torch-2.12", "e4m3fn", [0xFF80_0000: 0xFF, 0x43E8_8000: 0x7F, 0xFFC0_0000: 0xFF])
    + seen("torch", "e5m2", [0x7FC0_0000: 0x7F, 0xFFC0_0000: 0xFF, 0x7F80_0000: 0x7C])
    + seen("torch", "bf16", [0x7F80_0001: 0xFFFF, 0x0040_0001: 0x0040])
    + seen("torch-bf16", "bf16", [0xFFFF_FFFF: 0x7FC0, 0x7F80_0001: 0x7FC0])
    + seen("torch", "e8m0fnu", [0: 0, 0xBF80_0000: 0x7F, 0x7F7F_FFFF: 0xFF, 0x0040_0001: 1])
    + seen("ml_dtypes", "e8m0fnu", [0: 0xFF, 0xBF80_0000: 0xFF, 0x4040_0000: 0x81, 0x40_0001: 1])
    + seen("ml_dtypes", "e2m1fn", [0x7FC0_0000: 0x8, 0xFFC0_0000: 0, 0x7F80_0000: 7])
    + seen("ml_dtypes", "bf16", [0x7FFF_FFFF: 0x7FC0, 0xFF80_0001: 0xFFC0])
    + seen("numpy", "fp16", [0x7F80_0001: 0x7C01, 0xFF80_0001: 0xFC01, 0x7FFF_FFFF: 0x7FFF])
    + seen("f16c", "fp16", [0x7F80_0001: 0x7E00, 0x7F7F_FFFF: 0x7C00, 0x3300_0001: 1])
    + seen("f16c-rtz", "fp16", [0x7F7F_FFFF: 0x7BFF, 0x3300_0001: 0])
    + seen("f16c-rtp", "fp16", [0x477F_EFFF: 0x7C00, 0x8000_0001: 0x8000])
    + seen("f16c-rtn", "fp16", [0x477F_EFFF: 0x7BFF, 0x8000_0001: 0x8001])
    + seen("onnx", "e4m3fnuz", [0x7F80_0000: 0x80, 0x7F7F_FFFF: 0x7F])
    + seen("onnx-reference", "e4m3fnuz", [0x7F80_0000: 0x7F, 0x7F7F_FFFF: 0x7F])
    + seen("onnx-nosaturate", "e4m3fnuz", [0x7F80_0000: 0x80, 0x7F7F_FFFF: 0x80])
    + seen(
      "avx512_bf16", "bf16",
      [0x007F_FFFF: 0, 0x807F_FFFF: 0x8000, 0x7F80_0001: 0x7FC0, 0x7FFF_FFFF: 0x7FFF])
    + seen("cuda-satfinite", "e2m1fn", [0xFFC0_0000: 7, 0xFF80_0000: 0xF])
    + seen("amd-fp16-ovfl-1", "e4m3fnuz", [0x7F80_0000: 0x7F])
    + seen("tf32-rna", "tf32", [0x3F80_1000: 0x1FC01])
    + seen("tf32-rn", "tf32", [0x3F80_1000: 0x1FC00])
    + seen("tf32-rz", "tf32", [0x3F80_1FFF: 0x1FC00])
    + seen("p3109-satnone", "Binary8p3sf", [0x4E6E_6B28: 0x7F, 0x7F80_0000: 0x7F])
    + seen("p3109-satfinite", "Binary8p4se", [0x7F80_0000: 0x7E])
    + seen("p3109-satpropagate", "Binary8p4se", [0x7F80_0000: 0x7F, 0x7F7F_FFFF: 0x7E])
    + seen("e8m0-even", "e8m0fnu", [0x4040_0000: 0x80, 0x3F40_0000: 0x7E])
    + seen("e8m0-away", "e8m0fnu", [0x4040_0000: 0x81, 0x3F40_0000: 0x7F])
    + seen("e8m0-up", "e8m0fnu", [0x3F80_0001: 0x80])

  @Test("give what their stacks were seen to give, one by one and in buffers", arguments: all)
  func seen(test: Seen) throws {
    let preset = try #require(Preset(named: test.preset))
    let chain = try #require(preset.chain(to: try FloatFormat(named: test.format)))
    let value = Float(bitPattern: test.bits)
    #expect(chain.round(value).code == test.code)
    var codes: [UInt32] = [0]
    var target = codes.mutableSpan
    ChainEncoder(chain).encode([value].span, into: &target)
    #expect(codes == [UInt32(test.code)])
  }

  @Test("round twice from binary64 where their stacks do, and once where they do not")
  func intermediate() throws {
    let value = Double(bitPattern: 0x3FF0_0200_0000_1000)  // 1 + 2^-11 + 2^-40
    let torch = try #require(Preset(named: "pytorch")?.chain(to: .binary16))
    let numpy = try #require(Preset(named: "numpy")?.chain(to: .binary16))
    #expect(torch.round(value).value == 1)
    #expect(numpy.round(value).value == 1.0009765625)
    #expect(torch.steps(from: .binary64).map(\.format) == [.binary32, .binary16])
    #expect(torch.steps(from: .binary32).map(\.format) == [.binary16])
  }

  @Test("encode buffers as they round single values, for every preset, format and source")
  func buffers() {
    let floats = (0...UInt16.max).map { Float(bitPattern: UInt32($0) << 16 | 0x8001) }
    let doubles = floats.map { Double($0) * (1 + 0x1p-40) }
    for preset in Preset.catalogue {
      for format in preset.catalogueFormats {
        guard let chain = preset.chain(to: format) else { continue }
        let encoder = ChainEncoder(chain)
        var codes = [UInt32](repeating: 0, count: floats.count)
        var target = codes.mutableSpan
        encoder.encode(floats.span, into: &target)
        #expect(codes == floats.map { UInt32(chain.round($0).code) }, "\(preset) \(format) fp32")
        target = codes.mutableSpan
        encoder.encode(doubles.span, into: &target)
        #expect(codes == doubles.map { UInt32(chain.round($0).code) }, "\(preset) \(format) fp64")
      }
    }
  }

  @Test("are told apart by name, know a format each and say where they come from")
  func catalogue() {
    #expect(Set(Preset.catalogue.map(\.name)).count == Preset.catalogue.count)
    for preset in Preset.catalogue {
      #expect(!preset.catalogueFormats.isEmpty || preset.knowsP3109)
      #expect(!preset.source.isEmpty && !preset.meaning.isEmpty)
      #expect(Preset(named: preset.name.uppercased()) == preset)
    }
    for name in Preset.aliases.keys { #expect(Preset(named: name) != nil) }
    #expect(Preset(named: "nonsense") == nil)
  }

  @Test("the standard library's rules are directions")
  func bridge() {
    let rules: [(FloatingPointRoundingRule, RoundingDirection)] = [
      (.toNearestOrEven, .tiesToEven), (.toNearestOrAwayFromZero, .tiesToAway),
      (.towardZero, .towardZero), (.up, .towardPositive), (.down, .towardNegative),
      (.awayFromZero, .awayFromZero),
    ]
    // An integer format of 11 bits rounds as `rounded(_:)` does.
    for (rule, direction) in rules {
      #expect(RoundingDirection(rule) == direction)
      for value in [1024.5, 1025.5, -1024.25, -1025.5, 1500.75] {
        let projection = Projection(.binary16, direction: direction)
        #expect(projection.round(value).value == value.rounded(rule))
      }
    }
  }
}
