import FloatEmulation
import Testing

@Suite("Thresholds and special values")
struct ThresholdTests {
  let half = Projection(.binary16)
  let brain = Projection(.bfloat16)

  @Test("fp16 is zero up to 2^-25 and 2^-24 above it")
  func underflow() {
    #expect(half.round(0x1p-25).outcome == .underflow)
    #expect(half.round(0x1p-25).flags == [.underflow, .inexact])
    #expect(half.round(-0x1p-25).code == 0x8000)
    #expect(half.round((0x1p-25).nextUp).value == 0x1p-24)
    #expect(half.round((0x1p-25).nextUp).outcome == .subnormal)
    #expect(half.round(Float(1e-8)).value == 0)
  }

  @Test("fp16 overflows from 65520 on")
  func overflow() {
    #expect(half.round((65520.0).nextDown).value == 65504)
    #expect(half.round(65520.0).value == .infinity)
    #expect(half.round(65520.0).outcome == .overflow)
    #expect(half.round(-66246.39).code == 0xFC00)
    #expect(half.round(65520.0).flags == [.overflow, .inexact])
  }

  @Test("a value below the normal range may round up to a normal one, and is then not tiny")
  func subnormalBoundary() {
    let boundary = 2047 * 0x1p-25
    #expect(half.round(boundary).outcome == .normal)
    #expect(half.round(boundary).value == 0x1p-14)
    #expect(half.round(boundary.nextDown).outcome == .subnormal)
    // Rounded with an unbounded exponent the tie is the normal value 2^-14 only
    // from 4095 * 2^-26 on; below that it is tiny (IEEE 754-2019, 7.5).
    #expect(half.round(boundary).flags == [.underflow, .inexact])
    #expect(half.round(4095 * 0x1p-26).flags == [.inexact])
    #expect(half.round((4095 * 0x1p-26).nextDown).flags == [.underflow, .inexact])
  }

  @Test("bf16 takes 1 - 2^-9 to 1 and the greatest binary32 value to infinity")
  func bfloat16Facts() {
    #expect(brain.round(1 - 0x1p-9).value == 1)
    #expect(brain.round(1 - 6e-4).value == 1)
    #expect(brain.round(Float.greatestFiniteMagnitude).value == .infinity)
    #expect(brain.round(Float(bitPattern: 0x0040_0000)).value == 0x1p-127)
    #expect(brain.round(Float(bitPattern: 0x0040_0001)).value == 0x1p-127)
  }

  @Test("a conversion from binary64 is rounded once, never through binary32")
  func noDoubleRounding() {
    #expect(half.round(1 + 0x1p-11 + 0x1p-40).value == 1.0009765625)
    #expect(half.round(0x1p-25 + 0x1p-60).value == 0x1p-24)
    #expect(half.round(65519.99999999999).value == 65504)
    #expect(brain.round(1 + 0x1p-8 + 0x1p-40).value == 1.0078125)
    #expect(brain.round(1 + 3 * 0x1p-8 - 0x1p-45).value == 1.0078125)
  }

  @Test("a NaN stays NaN, becomes quiet, and keeps its sign and the top of its payload")
  func nans() {
    let cases: [(input: UInt32, half: UInt64, brain: UInt64)] = [
      (0x7FFF_FFFF, 0x7FFF, 0x7FFF), (0xFFFF_FFFF, 0xFFFF, 0xFFFF), (0x7F80_0001, 0x7E00, 0x7FC0),
      (0xFF80_0001, 0xFE00, 0xFFC0), (0x7FC0_0000, 0x7E00, 0x7FC0), (0x7FA0_0000, 0x7F00, 0x7FE0),
    ]
    for (input, halfCode, brainCode) in cases {
      let value = Float(bitPattern: input)
      #expect(half.round(value).code == halfCode)
      #expect(brain.round(value).code == brainCode)
      #expect(half.round(value).flags == (input & 0x40_0000 == 0 ? .invalid : []))
      for (projection, code) in [(half, halfCode), (brain, brainCode)] {
        var codes: [UInt16] = [0]
        var target = codes.mutableSpan
        RoundingKernel(projection).encode([value].span, into: &target)
        #expect(UInt64(codes[0]) == code)
        let rounded = RoundingKernel(projection).rounded([value])[0]
        let dropped = UInt32(24 - projection.format.precision)
        #expect(rounded.bitPattern == (input | 0x40_0000) & ~((1 << dropped) - 1))
      }
    }
  }

  @Test("zeros and infinities keep their sign")
  func signs() {
    for projection in [half, brain, Projection(.binary32), Projection(.binary64)] {
      let format = projection.format
      #expect(projection.round(-0.0).code == format.signBit)
      #expect(projection.round(-0.0).outcome == .zero)
      #expect(
        projection.round(-Double.infinity).code == format.infinityCode.map { $0 | format.signBit })
      #expect(projection.round(Double.infinity).outcome == .infinite)
      #expect(projection.round(Double.infinity).flags.isEmpty)
    }
  }

  @Test("a format without infinity turns overflow into NaN, beyond its own tie")
  func overflowWithoutInfinity() throws {
    let format = try FloatFormat(
      name: "e4m3fn", precision: 4, exponentBitCount: 4, specialValues: .nanOnly)
    let projection = Projection(format)
    #expect(projection.round(464.0).value == 448)
    #expect(projection.round(Float(464).nextUp).value.isNaN)
    #expect(projection.round(Float(464).nextUp).outcome == .overflow)
    #expect(projection.round(-465.0).code == 0xFF)
    #expect(projection.round(1.0625 + 0x1p-14).value == 1.125)
    #expect(projection.round(Double.infinity).flags == .invalid)
    let inputs: [Float] = [
      464, 464.00003, 465, 480, 1e9, -465, 0x1p-10, 0x1.8p-10, .infinity, -0.0,
    ]
    for (input, rounded) in zip(inputs, RoundingKernel(projection).rounded(inputs)) {
      let expected = Float(projection.round(input).value)
      #expect(rounded.bitPattern == expected.bitPattern || rounded.isNaN && expected.isNaN)
    }
  }
}
