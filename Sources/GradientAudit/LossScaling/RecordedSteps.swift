internal import TensorFiles

/// The tensors of a recording by their steps, and what a scaler asks of every step.
struct RecordedSteps: Sendable {
  /// The tensors that are replayed, by step and then by name.
  let tensors: [TensorHistogram]
  /// What is known of each step.
  let steps: [ReplayStep]
  /// The tensors of each step.
  let places: [Range<Int>]
  /// A number for each tensor's name.
  let identities: [Int]
  /// How many names there are.
  let nameCount: Int
  /// Tensors that are not there at every step, by name.
  let unsteady: [(name: String, stepCount: Int)]

  init(_ tensors: [TensorHistogram], threadCount: Int) {
    let places = RecordedSteps.places(of: tensors)
    self.tensors = tensors
    self.places = places
    let found = ParallelMap.map(places.count, threadCount: threadCount) { index in
      (
        step: ReplayStep(
          number: tensors[places[index].lowerBound].step, tensors.span, places[index]),
        hasNamesOfFirst: RecordedSteps.haveSameNames(tensors.span, places[0], places[index])
      )
    }
    steps = found.map(\.step)
    if found.allSatisfy(\.hasNamesOfFirst) {
      identities = places.flatMap { 0..<$0.count }
      nameCount = places.first?.count ?? 0
      unsteady = []
    } else {
      (identities, nameCount, unsteady) = RecordedSteps.identities(of: tensors, places.count)
    }
  }

  /// The types of the values, by name.
  var elementTypes: [String] {
    let tensors = tensors.span
    var types: [ElementType] = []
    for place in 0..<tensors.count where !types.contains(tensors[place].elementType) {
      types.append(tensors[place].elementType)
    }
    return types.map(\.name).sorted()
  }

  /// Runs of tensors with the same step.
  private static func places(of tensors: [TensorHistogram]) -> [Range<Int>] {
    let tensors = tensors.span
    var places: [Range<Int>] = []
    var start = 0
    for end in 1..<(tensors.count + 1) {
      guard end == tensors.count || tensors[end].step != tensors[start].step else { continue }
      if end > start, start < tensors.count { places.append(start..<end) }
      start = end
    }
    return places
  }

  private static func haveSameNames(
    _ tensors: Span<TensorHistogram>, _ first: Range<Int>, _ other: Range<Int>
  ) -> Bool {
    first.count == other.count
      && zip(first, other).allSatisfy {
        ByteName(tensors[$0].tensor) == ByteName(tensors[$1].tensor)
      }
  }

  private static func identities(
    of tensors: [TensorHistogram], _ stepCount: Int
  ) -> (identities: [Int], nameCount: Int, unsteady: [(name: String, stepCount: Int)]) {
    var numbers: [ByteName: Int] = [:]
    var counts: [(name: String, stepCount: Int)] = []
    let identities = tensors.map { tensor in
      let name = ByteName(tensor.tensor)
      let number = numbers[name] ?? counts.count
      if number == counts.count { counts.append((tensor.tensor, 0)) }
      numbers[name] = number
      counts[number].stepCount += 1
      return number
    }
    let unsteady = counts.filter { $0.stepCount < stepCount }
      .map { ($0, TensorName($0.name)) }.sorted { $0.1 < $1.1 }.map(\.0)
    return (identities, counts.count, unsteady)
  }
}
