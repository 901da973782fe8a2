import FloatEmulation
import Foundation
import GradientAudit

/// Metrics one value at a time, rounded by the reference.
struct BruteForceMetrics {
  var finiteNonzeroCount: UInt64 = 0
  var comparedCount: UInt64 = 0
  var sqnr: Double?
  var largestRelativeError: Double?
  var meanRelativeError: Double?
  var lostNorm: Double?
  var cosineSimilarity: Double?
  var ulpErrorCounts = [UInt64](repeating: 0, count: 10)

  init(_ values: [Double], _ cell: AuditCell, _ arithmetic: ScaleArithmetic) {
    var (signal, noise, result, product, lost, relative, largest) = (
      0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    )
    for value in values where value.isFinite && value != 0 {
      let scaled = value * cell.scale.value
      finiteNonzeroCount += 1
      guard scaled.isFinite, scaled != 0 else { continue }
      let rounded = BruteForceMetrics.rounded(value, cell, arithmetic)
      guard rounded.isFinite else { continue }
      comparedCount += 1
      let error = abs(rounded - scaled)
      signal += scaled * scaled
      noise += error * error
      result += rounded * rounded
      product += scaled * rounded
      if rounded == 0 { lost += scaled * scaled }
      relative += error / abs(scaled)
      largest = max(largest, error / abs(scaled))
      let eighths = error / cell.projection.format.ulp(at: abs(scaled)) * 8
      ulpErrorCounts[eighths > 8 ? 9 : Int(eighths.rounded(.up))] += 1
    }
    guard comparedCount > 0 else { return }
    sqnr = noise == 0 ? .infinity : 10 * log10(signal / noise)
    largestRelativeError = largest
    meanRelativeError = relative / Double(comparedCount)
    lostNorm = (lost / signal).squareRoot()
    cosineSimilarity = result == 0 ? nil : product / (signal.squareRoot() * result.squareRoot())
  }

  private static func rounded(
    _ value: Double, _ cell: AuditCell, _ arithmetic: ScaleArithmetic
  ) -> Double {
    switch arithmetic {
    case .exact:
      guard let exact = ExactMagnitude(value, times: cell.scale.value) else { return .nan }
      return cell.projection.round(exact, isNegative: value < 0).value
    case .fp32: return cell.projection.round(Float(value) * Float(cell.scale.value)).value
    }
  }
}
