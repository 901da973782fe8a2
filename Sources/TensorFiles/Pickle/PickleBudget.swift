/// The memory that a pickle may take: in proportion to the bytes that are there, and never
/// more than a quarter of a gigabyte.
///
/// One byte of a pickle can make a list, a mark, or a number in the memo. What these take is
/// counted here before it is allocated; arrays that grow may take twice what they hold.
struct PickleBudget {
  /// What any pickle may take.
  private static let floor: UInt64 = 64 << 20
  /// What each of its bytes may take more.
  private static let perByte: UInt64 = 8
  /// What no pickle may take.
  private static let cap: UInt64 = 256 << 20

  /// The bytes of a value in an array that grows.
  static let value = 64
  /// The bytes of a mark in an array that grows.
  static let mark = 16
  /// The bytes of a number in the memo that does not follow the one before.
  static let farMemo = 160

  private var rest: Int

  /// The budget of a pickle of so many bytes.
  init(byteCount: UInt64) {
    let (product, overflow) = byteCount.multipliedReportingOverflow(by: Self.perByte)
    rest = Int(overflow ? Self.cap : min(Self.cap, Self.floor + min(product, Self.cap)))
  }

  /// The bytes of an object with so many items.
  static func object(itemCount: Int) -> Int {
    128 + (itemCount == 0 ? 0 : 48 + 32 * itemCount)
  }

  /// The bytes of a text that does not fit into a value.
  static func text(byteCount: Int) -> Int { byteCount > 15 ? 48 + byteCount : 0 }

  /// Takes some bytes.
  ///
  /// - Returns: Whether there were so many left.
  mutating func take(_ byteCount: Int) -> Bool {
    rest -= byteCount
    return rest >= 0
  }
}
