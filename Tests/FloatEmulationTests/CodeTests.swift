import FloatEmulation
import Testing

@Suite("Codes")
struct CodeTests {
  @Test("decode of all 65,536 fp16 codes is Swift's Float16")
  func binary16Codes() {
    #if !(os(macOS) && arch(x86_64))
      for code in UInt16.min...UInt16.max {
        let expected = Double(Float16(bitPattern: code))
        let value = FloatFormat.binary16.decode(UInt64(code))
        #expect(value.bitPattern == expected.bitPattern || value.isNaN && expected.isNaN)
      }
    #endif
  }

  @Test("decode of all 65,536 bf16 codes is the binary32 value with 16 zero bits behind")
  func bfloat16Codes() {
    for code in UInt16.min...UInt16.max {
      let expected = Double(Float(bitPattern: UInt32(code) << 16))
      let value = FloatFormat.bfloat16.decode(UInt64(code))
      #expect(value.bitPattern == expected.bitPattern || value.isNaN && expected.isNaN)
    }
  }

  @Test("every value goes back to its code, without a flag", arguments: ["fp16", "bf16"])
  func roundTrip(name: String) throws {
    let format = try FloatFormat(named: name)
    let projection = Projection(format)
    for code in 0...format.codeMask where format.valueClass(of: code) != .nan {
      let result = projection.round(format.decode(code))
      #expect(result.code == code)
      #expect(result.flags.isEmpty)
      #expect(format.encode(exactly: format.decode(code)) == code)
    }
    #expect(format.encode(exactly: 0.1) == nil)
    #expect(format.encode(exactly: .nan) == format.nanCode)
  }

  @Test("the classes of fp16 and bf16 have the counts of their definitions")
  func classCounts() {
    func counts(_ format: FloatFormat) -> [ValueClass: Int] {
      (0...format.codeMask).reduce(into: [:]) { $0[format.valueClass(of: $1), default: 0] += 1 }
    }
    #expect(
      counts(.binary16) == [.zero: 2, .subnormal: 2046, .normal: 61_440, .infinite: 2, .nan: 2046])
    #expect(
      counts(.bfloat16) == [.zero: 2, .subnormal: 254, .normal: 65_024, .infinite: 2, .nan: 254])
  }

  @Test("without subnormal values, all codes below the least normal one are zeros")
  func zeros() throws {
    let format = try FloatFormat(named: "e4m3:zero-field=zero")
    for code in 0..<format.leastNormalCode {
      #expect(format.valueClass(of: code) == .zero)
      #expect(format.decode(code) == 0)
      #expect(format.decode(code | format.signBit).sign == .minus)
    }
    #expect(format.decode(format.leastNormalCode) == 0x1p-6)
  }

  @Test("codes of the kernels equal the reference's for every fp16 and bf16 value and tie")
  func kernelCodes() {
    for format in [FloatFormat.binary16, .bfloat16] {
      let projection = Projection(format)
      let kernel = RoundingKernel(projection)
      let doubles = format.ties.withNeighboursAndSigns + (0...format.codeMask).map(format.decode)
      let floats = doubles.map { Float($0) }
      var codes = [UInt16](repeating: 0, count: doubles.count)
      var target = codes.mutableSpan
      kernel.encode(doubles.span, into: &target)
      #expect(codes == doubles.map { UInt16(projection.round($0).code) })
      target = codes.mutableSpan
      kernel.encode(floats.span, into: &target)
      #expect(codes == floats.map { UInt16(projection.round($0).code) })
    }
  }
}
