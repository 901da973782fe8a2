#if MPFR
  import FloatEmulation
  import MPFROracle
  import Testing

  @Suite("Status flags and products, against MPFR")
  struct FlagTests {
    @Test(
      "flags of every tie, its neighbours and random values are MPFR's",
      arguments: ["fp16", "bf16"])
    func flags(name: String) throws {
      let format = try FloatFormat(named: name)
      let projection = Projection(format)
      let oracle = MPFROracle(projection)
      var generator = SplitMix64(seed: 0xF1A6)
      let random = (0..<200_000).map { _ in
        Double(Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())))
      }
      let inputs = (format.ties.withNeighboursAndSigns + random).filter { $0.isFinite }
      let wrong = inputs.filter { projection.round($0).flags != oracle.flags($0) }
      #expect(wrong.prefix(10) == [], "seed 0xF1A6")
    }

    @Test("an exact product is rounded once, for any scale", arguments: ["fp16", "bf16", "fp32"])
    func products(name: String) throws {
      let format = try FloatFormat(named: name)
      let projection = Projection(format)
      let oracle = MPFROracle(projection)
      var generator = SplitMix64(seed: 0x5CA1E)
      var wrong: [(Double, Double)] = []
      for _ in 0..<200_000 {
        let value = Double(Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())))
        let scale = Double.random(in: 0...70_000, using: &generator)
        guard let product = ExactMagnitude(value, times: scale) else { continue }
        let result = projection.round(product, isNegative: value.sign == .minus).value
        if result.bitPattern != oracle.round(value, times: scale).bitPattern {
          wrong.append((value, scale))
        }
      }
      #expect(wrong.isEmpty, "seed 0x5CA1E: \(wrong.prefix(5))")
    }
  }
#endif
