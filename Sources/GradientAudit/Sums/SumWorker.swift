internal import FloatEmulation
internal import TensorFiles

/// What one thread needs to sum blocks of gradients.
final class SumWorker {
  private let query: SumQuery
  private let kernels: [RoundingKernel]
  private let buffer = ChunkBuffer()
  private(set) var recording = OpenRecording()
  private var scratch: [Double] = []

  init(_ query: SumQuery) {
    self.query = query
    kernels = query.formats.map { RoundingKernel(Projection($0)) }
  }

  /// What came of a block.
  struct Product: Sendable {
    /// nil if not all gradients could be read.
    var tally: SumTally?
    /// Why they could not be.
    var problem: TensorFileError?
    var byteCount: UInt64 = 0
  }

  /// Sums some gradients of a tensor.
  func sum(_ group: SumMatching.Group, of addendCount: Int, _ elements: Range<Int>) -> Product {
    var product = Product()
    var block = SumBlock(elements.count, kernels, divisor: Double(addendCount), query.sum)
    scratch = [Double](repeating: 0, count: elements.count)
    for addend in group.addends {
      do throws(TensorFileError) {
        guard let values = try recording.values(of: addend, elements, using: buffer) else {
          return product
        }
        block.add(values, &scratch)
        product.byteCount += UInt64(elements.count * addend.stored.elementWidth)
      } catch {
        product.problem = error
        return product
      }
    }
    product.tally = block.finish(&scratch)
    return product
  }

  /// Closes all files, and checks that they still are what was opened.
  func finish() { recording.close() }
}

/// The sums of a block of gradients, in all formats and both orders.
private struct SumBlock {
  private let kernels: [RoundingKernel]
  private let divisor: Double
  private let rule: UpdateSum
  /// Whether all gradients at a place were finite.
  private var isFinite: [Bool]
  /// In FP32, by order.
  private var single: [[Double]]
  /// By order and format.
  private var sums: [[[Double]]]
  private var tally: SumTally

  init(_ count: Int, _ kernels: [RoundingKernel], divisor: Double, _ rule: UpdateSum) {
    self.kernels = kernels
    self.divisor = divisor
    self.rule = rule
    isFinite = [Bool](repeating: true, count: count)
    let zeros = [Double](repeating: 0, count: count)
    single = SumOrder.allCases.map { _ in zeros }
    sums = SumOrder.allCases.map { _ in kernels.map { _ in zeros } }
    tally = SumTally(formatCount: kernels.count)
  }

  /// Adds gradients.
  mutating func add(_ gradients: [Double], _ scratch: inout [Double]) {
    for index in gradients.indices where !gradients[index].isFinite { isFinite[index] = false }
    for (place, order) in SumOrder.allCases.enumerated() {
      for index in gradients.indices {
        let gradient = Double(Float(gradients[index]))
        let addend = order == .before ? Double(Float(gradient / divisor)) : gradient
        single[place][index] = UpdateSum.fp32.of(single[place][index], addend)
      }
      for format in kernels.indices {
        addRounded(gradients, place, order, format, &scratch)
      }
    }
  }

  private mutating func addRounded(
    _ gradients: [Double], _ place: Int, _ order: SumOrder, _ format: Int,
    _ scratch: inout [Double]
  ) {
    let kernel = kernels[format]
    var addends = kernel.rounded(gradients)
    if order == .before {
      for index in addends.indices { addends[index] /= divisor }
      addends = kernel.rounded(addends)
    }
    for index in addends.indices {
      scratch[index] = rule.of(sums[place][format][index], addends[index])
    }
    kernel.round(scratch, into: &addends)
    var counts = tally[order][format]
    for index in addends.indices where gradients[index] != 0 && isFinite[index] {
      let before = sums[place][format][index]
      guard before.isFinite else { continue }
      counts.additions += 1
      counts.absorbed += addends[index] == before ? 1 : 0
    }
    tally[order][format] = counts
    swap(&sums[place][format], &addends)
  }

  /// Divides what is not divided yet, and compares with FP32.
  mutating func finish(_ scratch: inout [Double]) -> SumTally {
    for (place, order) in SumOrder.allCases.enumerated() {
      if order == .after {
        for index in single[place].indices {
          single[place][index] = Double(Float(single[place][index] / divisor))
        }
      }
      for format in kernels.indices {
        if order == .after {
          for index in scratch.indices { scratch[index] = sums[place][format][index] / divisor }
          kernels[format].round(scratch, into: &sums[place][format])
        }
        kernels[format].round(single[place], into: &scratch)
        compare(place, order, format, rounded: scratch)
      }
    }
    return tally
  }

  private mutating func compare(
    _ place: Int, _ order: SumOrder, _ format: Int, rounded: [Double]
  ) {
    let target = kernels[format].projection.format
    var counts = tally[order][format]
    counts.count += UInt64(rounded.count)
    for index in rounded.indices {
      let (result, exact) = (sums[place][format][index], single[place][index])
      guard isFinite[index], exact.isFinite else {
        counts.nonfinite += 1
        continue
      }
      counts.differing += result == rounded[index] || result.isNaN && rounded[index].isNaN ? 0 : 1
      counts.overflow += !result.isFinite && rounded[index].isFinite ? 1 : 0
      counts.vanished += result == 0 && exact != 0 ? 1 : 0
      let isNear = !result.isFinite || (result - exact).magnitude <= target.ulp(at: exact)
      counts.aboveUlp += isNear ? 0 : 1
    }
    tally[order][format] = counts
  }
}
