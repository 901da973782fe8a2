/// The machine's stack, with the marks on it.
struct PickleStack {
  private var values: [PickleValue] = []
  private var marks: [Int] = []

  /// How many values there are.
  var count: Int { values.count }

  /// Puts a value on top.
  mutating func push(_ value: PickleValue) { values.append(value) }

  /// Puts a mark on top.
  mutating func mark() { marks.append(values.count) }

  /// The value on top; `nil` where there is none, or a mark before it.
  var top: PickleValue? { values.count > (marks.last ?? 0) ? values.last : nil }

  /// Takes the value on top away.
  mutating func pop() -> PickleValue? {
    top == nil ? nil : values.removeLast()
  }

  /// Takes a mark away that is on top.
  mutating func popBareMark() -> Bool {
    guard let mark = marks.last, mark == values.count else { return false }
    marks.removeLast()
    return true
  }

  /// Takes the topmost mark away and all that is on it.
  mutating func popToMark() -> [PickleValue]? {
    guard let mark = marks.popLast() else { return nil }
    let items = Array(values[mark...])
    values.removeSubrange(mark...)
    return items
  }
}
