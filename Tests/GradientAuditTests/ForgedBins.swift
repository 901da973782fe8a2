import Foundation

/// Bins of one sign as a histogram file of version 3 has them, of any width that there is.
struct ForgedBins {
  /// The numbers of the bins, without their sign.
  private(set) var bins: [Int] = []
  private var counts: [UInt64] = []
  /// What stands for them in a file, behind their number.
  private(set) var bytes: [UInt8] = []

  /// The number of all values.
  var count: Int { Int(counts.reduce(0, +)) }
  /// Magnitudes in the first bin, and in the last.
  var least: Double { ForgedBins.magnitude(in: bins[0]) }
  var greatest: Double { ForgedBins.magnitude(in: bins[bins.count - 1]) }

  /// Some blocks in which one distance and one count take as many bits as given.
  ///
  /// - Parameters:
  ///   - distanceWidth: 1 to 20.
  ///   - countWidth: 1 to 56, or 64.
  init(
    _ distanceWidth: Int, _ countWidth: Int, using random: inout some RandomNumberGenerator
  ) {
    repeat {
      self.init(trying: distanceWidth, countWidth, using: &random)
    } while [bins[0], bins[bins.count - 1]].contains { !(5..<300).contains(($0 - 1) % 318) }
  }

  /// - Postcondition: The first bin and the last may be bins without any magnitude.
  private init(
    trying distanceWidth: Int, _ countWidth: Int, using random: inout some RandomNumberGenerator
  ) {
    // All distances together lie within the grid.
    let binCount = Int.random(in: 1...(distanceWidth > 17 ? 32 : 70), using: &random)
    var bin = 1 + 318 * 60 + Int.random(in: 0..<318, using: &random)
    bytes = ForgedHistogram.leb(bin)
    for start in stride(from: 0, to: binCount, by: 32) {
      let size = min(32, binCount - start)
      var distances = ForgedBins.numbers(size, width: distanceWidth, using: &random)
      if start == 0 {
        // The first is the first bin's own, and the widest is another.
        distances.swapAt(0, distances.firstIndex { $0 == distances.min() } ?? 0)
        distances[0] = 0
      }
      let numbers = ForgedBins.numbers(size, width: countWidth, using: &random)
      let widths = [
        size == 1 && start == 0 ? 1 : distanceWidth, countWidth,
      ]
      bytes += widths.map(UInt8.init) + ForgedBins.packed(distances, widths[0])
      bytes += ForgedBins.packed(numbers, widths[1])
      for (index, distance) in distances.enumerated() {
        bin += Int(distance) + (start + index == 0 ? 0 : 1)
        bins.append(bin)
      }
      counts += numbers.map { $0 + 1 }
    }
  }

  /// Small numbers, but for one that takes so many bits.
  private static func numbers(
    _ count: Int, width: Int, using random: inout some RandomNumberGenerator
  ) -> [UInt64] {
    let most = width == 64 ? .max : (UInt64(1) << UInt64(width)) - 1
    var numbers = (0..<count).map { _ in UInt64.random(in: 0...min(3, most), using: &random) }
    let least = UInt64(1) << UInt64(width == 64 ? 56 : width - 1)
    numbers[Int.random(in: 0..<count, using: &random)] =
      least + UInt64.random(in: 0...min(1000, most - least), using: &random)
    return numbers
  }

  /// Numbers of so many bits each, from the least bit of the first byte on.
  private static func packed(_ numbers: [UInt64], _ width: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (numbers.count * width + 7) / 8)
    for (index, number) in numbers.enumerated() {
      for bit in 0..<width where number >> UInt64(bit) & 1 == 1 {
        bytes[(index * width + bit) / 8] |= 1 << UInt8((index * width + bit) % 8)
      }
    }
    return bytes
  }

  /// A magnitude in a bin: the single one, or the middle between two of them.
  private static func magnitude(in bin: Int) -> Double {
    let (binade, place) = (bin - 1).quotientAndRemainder(dividingBy: 318)
    let slot = 317 - place
    let quarters = [4, 4.5, 5, 5.5, 6, 7][slot % 6]
    let significand = 2 - quarters * Double(sign: .plus, exponent: slot / 6 - 54, significand: 1)
    return Double(sign: .plus, exponent: binade - 1074, significand: significand)
  }
}
