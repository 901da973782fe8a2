/// The reference as a kernel, where the source type is too narrow for any other.
struct ReferenceKernel<Result: KernelResult>: BlockKernel {
  let projection: Projection
  let random: RandomStream

  func fill(
    _ block: UnsafeMutablePointer<Result.Target>, from source: UnsafePointer<Result.Source>,
    count: Int, at index: UInt64
  ) {
    let patterns = ValuePatterns<Result.Source>(projection.format)
    unsafe withRandomWords(projection.direction, random, count, from: index) { words in
      for place in 0..<count {
        let code = unsafe source[place].code(by: projection, random: words?[place] ?? 0)
        unsafe block[place] = Result.make(code: code, patterns)
      }
    }
  }
}
