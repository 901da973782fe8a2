/// The exit codes, as in ripgrep and ruff.
enum ExitStatus: Int32 {
  /// Everything was answered.
  case success = 0
  /// Everything was answered, and a limit that fails was breached.
  case breached = 1
  /// Usage, bad or missing input, output that could not be written; even when
  /// the rest was answered.
  case failure = 2
}
