import FloatEmulation
import Testing

@Suite("Packed codes")
struct PackedCodesTests {
  @Test("of FP4 lie two in a byte, the first in the low half")
  func nibbles() {
    let kernel = RoundingKernel(Projection(.e2m1fn))
    let values: [Float] = [1, -6, 0.5, 100, 2]
    let packed = kernel.packed(values.span)
    #expect(packed.bytes == [0xF2, 0x71, 0x04])
  }

  @Test("come back, whatever their width", arguments: [1, 3, 4, 6, 7, 8, 13, 16, 19, 32, 33, 64])
  func roundTrip(bitWidth: Int) {
    var generator = SplitMix64(seed: UInt64(bitWidth))
    for count in [0, 1, 2, 3, 8, 101] {
      let codes = (0..<count).map { _ in generator.next() >> UInt64(64 - bitWidth) }
      let packed = PackedCodes(codes.span, bitWidth: bitWidth)
      #expect(packed.bytes.count == (count * bitWidth + 7) / 8)
      #expect((0..<count).map { packed[$0] } == codes)
    }
  }
}
