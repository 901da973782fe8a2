#if MPFR
  import FloatEmulation
  import MPFROracle
  import Testing

  @Suite("Results, flags and products, against MPFR")
  struct FlagTests {
    /// Every rule with every other.
    private func projections(_ format: FloatFormat, _ direction: RoundingDirection) -> [Projection]
    {
      KernelTests.projections(format, direction).flatMap { projection in
        [Tininess.beforeRounding, .afterRounding].map {
          var projection = projection
          projection.tininess = $0
          return projection
        }
      }
    }

    /// Where reference and MPFR differ in value or flags.
    private func differences(_ projection: Projection, _ inputs: [Double], seed: UInt64) -> [String]
    {
      let oracle = MPFROracle(projection)
      let stream = RandomStream(seed: seed)
      var found: [String] = []
      for (index, input) in inputs.enumerated() {
        let word = stream[UInt64(index)]
        let pairs = [
          (projection.round(input, random: word), oracle.result(input, random: word)),
          (
            projection.round(Float(input), random: word), oracle.result(Float(input), random: word)
          ),
        ]
        for (reference, truth) in pairs where !areSame(reference, truth) {
          found.append("\(input): \(reference), MPFR \(truth)")
        }
      }
      return found
    }

    private func areSame(_ reference: RoundingResult, _ truth: OracleResult) -> Bool {
      reference.flags == truth.flags
        && (reference.value.bitPattern == truth.value.bitPattern
          || reference.value.isNaN && truth.value.isNaN)
    }

    private func sample(_ format: FloatFormat, _ count: Int, seed: UInt64) -> [Double] {
      var generator = SplitMix64(seed: seed)
      let stride = max(format.greatestFiniteCode / UInt64(count), 1)
      let boundary = format.leastNormalMagnitude
      let nearBoundary = (0...8).map { boundary - boundary * 0x1p-3 / Double(1 << $0) / 2 }
      let inputs = (format.ties(every: stride) + nearBoundary).withNeighboursAndSigns
      return inputs.shuffled(using: &generator).prefix(count) + Double.specials
    }

    @Test(
      "every rule with every other, in every direction, for both kinds of tininess",
      arguments: CheckedFormats.narrow + [.tensorFloat32, .binary32] + CheckedFormats.custom,
      KernelTests.directions)
    func everyRule(format: FloatFormat, direction: RoundingDirection) {
      for (index, projection) in projections(format, direction).enumerated() {
        let inputs = sample(format, 60, seed: UInt64(index))
        let found = differences(projection, inputs, seed: UInt64(index))
        #expect(found.prefix(3) == [], "\(projection), seed \(index)")
      }
    }

    @Test("flags of every tie and its neighbours", arguments: KernelTests.directions)
    func everyTie(direction: RoundingDirection) {
      for format in CheckedFormats.tiny {
        for tininess in Tininess.allCases {
          let projection = Projection(format, direction: direction, tininess: tininess)
          let found = differences(projection, format.ties.withNeighboursAndSigns, seed: 8)
          #expect(found.prefix(3) == [], "\(projection)")
        }
      }
    }

    @Test("two thousand random formats under random rules")
    func randomFormats() throws {
      var generator = SplitMix64(seed: 0x0DD)
      var count = 0
      while count < 2000 {
        guard let format = try? RandomFormat.make(using: &generator) else { continue }
        count += 1
        let direction = KernelTests.directions[Int(generator.next() % 12)]
        let choices = projections(format, direction)
        let projection = choices[Int(generator.next() % UInt64(choices.count))]
        let seed = generator.next()
        let found = differences(projection, sample(format, 200, seed: seed), seed: seed)
        #expect(found.prefix(3) == [], "\(projection), seed \(seed)")
      }
    }

    @Test(
      "an exact product is rounded once, for any scale",
      arguments: ["fp16", "bf16", "fp32", "fp64", "e4m3fn", "e8m0fnu"], KernelTests.directions)
    func products(name: String, direction: RoundingDirection) throws {
      let format = try FloatFormat(named: name)
      let projection = Projection(format, direction: direction)
      let oracle = MPFROracle(projection)
      var generator = SplitMix64(seed: 0x5CA1E)
      var wrong: [String] = []
      for _ in 0..<20_000 {
        let word = UInt32(truncatingIfNeeded: generator.next())
        let value = Double(Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())))
        let scale = Double.random(in: 0...70_000, using: &generator)
        guard let product = ExactMagnitude(value, times: scale) else { continue }
        let result = projection.round(product, isNegative: value.sign == .minus, random: word)
        let truth = oracle.result(value, times: scale, random: word)
        if !areSame(result, truth) { wrong.append("\(value) * \(scale): \(result), MPFR \(truth)") }
      }
      #expect(wrong.prefix(5) == [], "seed 0x5CA1E")
    }
  }
#endif
