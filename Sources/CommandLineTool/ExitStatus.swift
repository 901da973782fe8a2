/// The exit codes, as in ripgrep and ruff.
///
/// An error outranks a breached limit.
enum ExitStatus: Int32 {
  /// Everything was answered.
  case success = 0
  /// A limit given with --fail-on was exceeded.
  case limitExceeded = 1
  /// Usage, bad or missing input, output that could not be written; even when
  /// the rest was answered.
  case failure = 2
}
