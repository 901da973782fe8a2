/// Whether tensors come in the order of a recording: by step, and then by name, none twice.
struct RecordingOrder: Sendable {
  /// A tensor, by its step and the number of its name.
  private struct Place: Sendable {
    let step: Int
    let name: Int
  }

  /// Whether they do so far.
  private(set) var isStrict = true
  private var first: Place?
  private var last: Place?

  /// Adds the next tensor.
  mutating func add(step: Int, name: Int, _ names: inout NameNumbers) {
    if let last, last.step >= step {
      isStrict = isStrict && last.step == step && names.isAscending(last.name, name)
    }
    last = Place(step: step, name: name)
    if first == nil { first = last }
  }

  /// Adds the tensors that come next.
  ///
  /// - Parameter numbers: Those of their names among all.
  mutating func add(_ next: RecordingOrder, numbers: [Int], _ names: inout NameNumbers) {
    guard let first = next.first, let last = next.last else { return }
    add(step: first.step, name: numbers[first.name], &names)
    isStrict = isStrict && next.isStrict
    self.last = Place(step: last.step, name: numbers[last.name])
  }
}
