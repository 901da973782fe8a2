#if MPFR
  import FloatEmulation
  import MPFROracle
  import Testing

  @Suite("Stochastic rounding, against MPFR")
  struct StochasticOracleTests {
    static let rules: [StochasticRounding] = StochasticRounding.Variant.allCases.flatMap {
      variant in
      [1, 2, 5, 8, 16, 23, 31, 32].compactMap {
        StochasticRounding(randomBitCount: $0, variant: variant)
      }
    }

    /// The words on both sides of where the result changes, and the ends.
    private func words(_ part: Double, _ rule: StochasticRounding) -> [UInt32] {
      let count = Double(UInt64(1) << UInt64(rule.randomBitCount))
      let threshold = ((1 - part) * count).rounded()
      let shift = UInt32(32 - rule.randomBitCount)
      let near = (-2...2).map { min(max(threshold + Double($0), 0), count - 1) }
      return near.map { UInt32($0) << shift } + [0, .max, 1 << 31, 0x5555_5555]
    }

    @Test("turns at the same random word", arguments: rules)
    func thresholds(rule: StochasticRounding) {
      for format in [FloatFormat.binary16, .e4m3fn, .e2m1fn, .e8m0fnu, .e5m2] {
        let projection = Projection(format, direction: .stochastic(rule))
        let oracle = MPFROracle(projection)
        var generator = SplitMix64(seed: 0x57)
        for _ in 0..<300 {
          let code = generator.next() % format.greatestFiniteCode
          let (lower, upper) = (format.decode(code), format.decode(code + 1))
          let part = Double(generator.next() >> 40) * 0x1p-24
          let value = lower + (upper - lower) * part
          for word in words(part, rule) {
            let result = projection.round(value, random: word).value
            #expect(result == oracle.result(value, random: word).value, "\(value), \(word)")
          }
        }
      }
    }

    @Test("of whole buffers with the stream's words", arguments: rules)
    func buffers(rule: StochasticRounding) {
      for format in CheckedFormats.narrow + [.binary32] {
        let projection = Projection(format, direction: .stochastic(rule))
        let stride = max(format.greatestFiniteCode / 1000, 1)
        let inputs = format.decidingInputs(every: stride)
        let stream = RandomStream(seed: 3109)
        var words = [UInt32](repeating: 0, count: inputs.count)
        var wordTarget = words.mutableSpan
        stream.fill(&wordTarget, from: 0)
        var truths = inputs
        var target = truths.mutableSpan
        MPFROracle(projection).round(inputs.span, into: &target, words: words.span)
        let kernel = RoundingKernel(projection, random: stream).rounded(inputs)
        let wrong = inputs.indices.filter { index in
          let value = projection.round(inputs[index], random: words[index]).value
          return [truths[index], kernel[index]].contains {
            $0.bitPattern != value.bitPattern && !($0.isNaN && value.isNaN)
          }
        }
        #expect(wrong.map { inputs[$0] }.prefix(5) == [], "\(projection)")
      }
    }
  }
#endif
