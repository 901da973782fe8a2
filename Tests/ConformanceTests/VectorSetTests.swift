import Conformance
import FloatEmulation
import Testing

@Suite("Conformance sets")
struct VectorSetTests {
  @Test("hold every finite value, both neighbours of each, and every tie of fp16")
  func completeness() {
    let operands = Set(VectorSet(Projection(.binary16)).vectors.map(\.vector.operand))
    func contains(_ value: Float) -> Bool {
      [value, -value].allSatisfy { operands.contains(UInt64($0.bitPattern)) }
    }
    var lower = Float(0)
    for code in UInt64(0)...0x7BFF {
      let value = Float(FloatFormat.binary16.decode(code))
      #expect(contains(value) && contains(value.nextUp))
      #expect(code == 0 || contains(value.nextDown))
      let tie = (lower + value) / 2
      #expect(code == 0 || contains(tie) && contains(tie.nextUp) && contains(tie.nextDown))
      lower = value
    }
    for value: Float in [65520, Float(65520).nextDown, .infinity, .greatestFiniteMagnitude] {
      #expect(contains(value))
    }
  }

  @Test("say what Swift's Float16 says")
  func hardware() {
    #if !(os(macOS) && arch(x86_64))
      for (_, vector) in VectorSet(Projection(.binary16)).vectors {
        let operand = Float(bitPattern: UInt32(vector.operand))
        let expected = UInt64(Float16(operand).bitPattern)
        #expect(vector.code == expected || operand.isNaN)
      }
    #endif
  }

  @Test("hold zeros, infinities and NaNs of every sort, with both signs")
  func specials() {
    let vectors = Array(VectorSet(Projection(.binary16)).vectors)
    func operands(_ kind: VectorKind) -> [Float] {
      vectors.filter { $0.kind == kind }.map { Float(bitPattern: UInt32($0.vector.operand)) }
    }
    #expect(operands(.zero).map(\.sign) == [.plus, .minus])
    #expect(operands(.infinity) == [.infinity, -.infinity])
    let nans = operands(.nan)
    #expect(nans.filter(\.isNaN).count == 14)
    #expect(nans.filter(\.isSignalingNaN).count == 6)
    #expect(nans.count == 14)
    #expect(vectors.allSatisfy { $0.vector.mismatch == nil })
  }

  @Test("of operands with one trailing bit have no infinity among the NaNs")
  func shortSource() throws {
    let set = VectorSet(Projection(.e2m1fn), source: try FloatFormat(named: "e5m1"))
    let nans = set.vectors.filter { $0.kind == .nan }.map(\.vector.operand)
    #expect(nans == [0x3F, 0x7F])
  }

  @Test(
    "have as many vectors as they say", arguments: ["e2m1fn", "e8m0fnu", "Binary8p3se", "fp32"])
  func count(name: String) throws {
    let set = VectorSet(Projection(try FloatFormat(named: name)))
    #expect(set.count == set.vectors.reduce(0) { count, _ in count + 1 })
    #expect(set.count > 100)
  }

  @Test("of wide formats hold the ends of every binade")
  func thinning() {
    let set = VectorSet(Projection(.binary32), valuesPerBinade: 3)
    let operands = Set(set.vectors.map(\.vector.operand))
    #expect(set.source == .binary64)
    #expect(set.isThinned)
    for exponent in -149...127 {
      let first = Double(sign: .plus, exponent: exponent, significand: 1)
      let last = Double(Float(2 * first).nextDown)
      #expect(operands.contains(first.bitPattern))
      #expect(exponent == 127 || operands.contains((-last).bitPattern))
    }
  }

  @Test("take as their source the narrowest that has the ties")
  func sources() {
    #expect(VectorSet.naturalSource(of: .binary16) == .binary32)
    #expect(VectorSet.naturalSource(of: .bfloat16) == .binary32)
    #expect(VectorSet.naturalSource(of: .tensorFloat32) == .binary32)
    #expect(VectorSet.naturalSource(of: .binary32) == .binary64)
    #expect(VectorSet.naturalSource(of: .binary64) == .binary64)
  }
}
