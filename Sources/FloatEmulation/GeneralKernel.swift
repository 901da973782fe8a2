/// The kernel for any format, any direction and any rule: `KernelRounding.swift`.
///
/// Everything its loop calls is inlined, and it is specialised for each result,
/// direction and scope.
struct GeneralKernel<Result: KernelResult>: BlockKernel {
  let constants: KernelConstants<Result.Source>
  let direction: RoundingDirection
  let random: RandomStream

  func fill(
    _ block: UnsafeMutablePointer<Result.Target>, from source: UnsafePointer<Result.Source>,
    count: Int, at index: UInt64
  ) {
    unsafe withRandomWords(direction, random, count, from: index) { words in
      if constants.isUsual {
        unsafe fill(block, from: source, count, UsualScope.self, words)
      } else {
        unsafe fill(block, from: source, count, FullScope.self, words)
      }
    }
  }

  @inline(__always)
  private func fill<Scope: KernelScope>(
    _ block: UnsafeMutablePointer<Result.Target>, from source: UnsafePointer<Result.Source>,
    _ count: Int, _ scope: Scope.Type, _ words: UnsafePointer<UInt32>?
  ) {
    func run(_ direction: some KernelDirection) {
      unsafe fill(block, from: source, count, direction, scope, words)
    }
    switch direction {
    case .tiesToEven: run(TiesToEven())
    case .tiesToAway: run(TiesToAway())
    case .towardZero: run(TowardZero())
    case .towardPositive: run(TowardPositive())
    case .towardNegative: run(TowardNegative())
    case .awayFromZero: run(AwayFromZero())
    case .toOdd: run(ToOdd())
    case .stochastic(let rule):
      switch rule.variant {
      case .a: run(Stochastic(rule, TowardZero()))
      case .b: run(Stochastic(rule, TiesToAway()))
      case .c: run(Stochastic(rule, TiesToEven()))
      }
    }
  }

  @inline(never)
  private func fill<Direction: KernelDirection, Scope: KernelScope>(
    _ block: UnsafeMutablePointer<Result.Target>, from source: UnsafePointer<Result.Source>,
    _ count: Int, _ direction: Direction, _ scope: Scope.Type, _ words: UnsafePointer<UInt32>?
  ) {
    let constants = constants
    guard Direction.isRandom, let words = unsafe words else {
      for place in 0..<count {
        unsafe block[place] = Result.make(source[place], constants, direction, scope, random: 0)
      }
      return
    }
    for place in 0..<count {
      unsafe block[place] = Result.make(
        source[place], constants, direction, scope, random: words[place])
    }
  }
}
