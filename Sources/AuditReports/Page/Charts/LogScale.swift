import Foundation

/// Decades, for heights.
///
/// Only drawings use it, with two decimals, so that a last bit that differs
/// between C libraries does not show.
enum LogScale {
  static func log10(_ value: Double) -> Double { Foundation.log10(value) }
}
