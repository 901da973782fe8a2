/// Large memory that one thread works with, again and again: made where it is needed first, and
/// never copied.
final class Reusable<Value> {
  private let make: () -> Value
  /// nil before it is made, and while it is used.
  private var value: Value?

  /// - Parameter make: Called by the thread that uses it.
  init(_ make: @escaping () -> Value) { self.make = make }

  /// Lets a function use it.
  func use<Result>(_ body: (inout Value) -> Result) -> Result {
    var own = value.take() ?? make()
    defer { value = own }
    return body(&own)
  }

  /// Forgets it: it is made anew when it is needed next.
  func discard() { value = nil }
}
