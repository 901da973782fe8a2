/// A reader under attack.
struct FuzzTarget: Sendable {
  /// The name, as on the command line and in reports.
  let name: String
  /// Reads an input, and traps where what it says cannot be.
  let run: @Sendable ([UInt8]) -> Void
  /// A mutant whose lengths and checksums are right again; nil where there is nothing to
  /// make right.
  var repair: @Sendable ([UInt8]) -> [UInt8]? = { _ in nil }
}

/// Traps where a promise of a reader is broken, so that the fuzzer keeps the input.
func require(
  _ condition: @autoclosure () -> Bool, _ promise: @autoclosure () -> String,
  file: StaticString = #file, line: UInt = #line
) {
  precondition(condition(), promise(), file: file, line: line)
}
