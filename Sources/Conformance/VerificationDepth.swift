/// How much `fpaudit verify` asks.
public enum VerificationDepth: String, Sendable, CaseIterable {
  /// One binary32 input in 4099, ties, some random inputs: seconds.
  case quick
  /// Every tie and many random binary64 inputs: minutes.
  case ties
  /// All 2^32 binary32 inputs as well: about an hour.
  case full
}
