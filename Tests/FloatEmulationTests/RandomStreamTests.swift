import FloatEmulation
import Testing

@Suite("Random bits")
struct RandomStreamTests {
  /// A known answer of Random123's Philox 4x32-10.
  struct KnownAnswer: Sendable {
    let counter: SIMD4<UInt32>
    let key: SIMD2<UInt32>
    let words: SIMD4<UInt32>
  }

  /// From `kat_vectors` of Random123 1.14.
  static let answers = [
    KnownAnswer(
      counter: SIMD4(0, 0, 0, 0), key: SIMD2(0, 0),
      words: SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8)),
    KnownAnswer(
      counter: SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
      key: SIMD2(0xA409_3822, 0x299F_31D0),
      words: SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1)),
    KnownAnswer(
      counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max),
      words: SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD)),
  ]

  @Test("are Philox's published known answers", arguments: answers)
  func knownAnswers(answer: KnownAnswer) {
    #expect(RandomStream.philox(counter: answer.counter, key: answer.key) == answer.words)
  }

  @Test("of an index are a word of the block that index and tensor count")
  func streams() {
    let stream = RandomStream(seed: 0x0706_0504_0302_0100, tensor: 0x0F0E_0D0C_0B0A_0908)
    let index: UInt64 = 0x8_7654_3210
    let block = RandomStream.philox(
      counter: SIMD4(0x1D95_0C84, 0x2, 0x0B0A_0908, 0x0F0E_0D0C),
      key: SIMD2(0x0302_0100, 0x0706_0504))
    for offset in 0..<4 { #expect(stream[index + UInt64(offset)] == block[offset]) }
  }

  @Test("of a buffer are those of its indices, wherever it begins and however long it is")
  func buffers() {
    let stream = RandomStream(seed: 0xFEED_5EED_0123_4567, tensor: 0x1_0000_0002)
    for first in [0, 1, 2, 3, 4, 0x3_FFFF_FFF8, UInt64(1) << 40, .max - 5, .max] {
      for count in [0, 1, 3, 4, 5, 31, 32, 33, 64, 1000] {
        var words = [UInt32](repeating: 0, count: count)
        var target = words.mutableSpan
        stream.fill(&target, from: first)
        #expect(words == (0..<count).map { stream[first &+ UInt64($0)] })
      }
    }
  }

  @Test("differ between seeds, tensors and indices")
  func differences() {
    let streams = [
      RandomStream(seed: 0), RandomStream(seed: 1), RandomStream(seed: 1 << 32),
      RandomStream(seed: 0, tensor: 1), RandomStream(seed: 0, tensor: 1 << 32),
    ]
    let words = streams.flatMap { stream in (0..<1000).map { stream[$0] } }
    #expect(Set(words).count > words.count - 20)
  }
}
