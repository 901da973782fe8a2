internal import TensorFiles

/// What went wrong, on standard error, a line each.
enum Diagnostics {
  /// Reports what could not be read, and what looks wrong.
  static func report(problems: [TensorFileError], warnings: [TensorFileError]) throws {
    for warning in warnings { try Output.error.write("fpaudit: warning: \(warning)\n") }
    for problem in problems { try Output.error.write("fpaudit: \(problem)\n") }
  }
}
