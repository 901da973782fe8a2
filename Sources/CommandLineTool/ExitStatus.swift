/// The exit codes, as in ripgrep and ruff, where 1 is left for findings.
enum ExitStatus: Int32 {
  /// Everything was answered.
  case success = 0
  /// Usage, bad or missing input, output that could not be written; even when
  /// the rest was answered.
  case failure = 2
}
