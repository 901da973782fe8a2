internal import TensorFiles

/// Puts the tensors of many steps together by their names.
struct ParameterCollector {
  private struct Found {
    let first: ShapeConflict.Side
    let count: UInt64
    var steps: Set<Int>
    var conflict: ShapeConflict?
  }

  private var found: [ByteName: Found] = [:]
  /// The steps that have a tensor.
  private(set) var steps: Set<Int> = []
  /// The names of the types that occur.
  private(set) var elementTypes: Set<String> = []

  /// Adds a tensor of a file.
  mutating func add(_ tensor: RecordedTensor) {
    let side = ShapeConflict.Side(
      step: tensor.step, shape: tensor.stored.shape, path: tensor.path)
    add(tensor.name, side, tensor.stored.elementCount, tensor.stored.elementType)
  }

  /// Adds a tensor of which a histogram was kept.
  mutating func add(_ tensor: TensorHistogram) {
    let side = ShapeConflict.Side(step: tensor.step, shape: tensor.shape, path: tensor.path)
    add(tensor.tensor, side, tensor.elementCount, tensor.elementType)
  }

  private mutating func add(
    _ name: String, _ side: ShapeConflict.Side, _ count: Int, _ type: ElementType
  ) {
    steps.insert(side.step)
    elementTypes.insert(type.name)
    let key = ByteName(name)
    guard var known = found[key] else {
      found[key] = Found(first: side, count: UInt64(count), steps: [side.step])
      return
    }
    known.steps.insert(side.step)
    if known.first.shape != side.shape, known.conflict == nil {
      known.conflict = ShapeConflict(tensor: name, first: known.first, other: side)
    }
    found[key] = known
  }

  /// The names, in their order.
  var names: [String] { sorted.map(\.0.text) }

  /// The tensors of one shape, in the order of their names.
  var parameters: [ParameterList.Parameter] {
    sorted.filter { $0.1.conflict == nil }.map { name, found in
      ParameterList.Parameter(
        name: name.text, shape: found.first.shape, count: found.count,
        stepCount: found.steps.count)
    }
  }

  /// The others, in the order of their names.
  var conflicts: [ShapeConflict] { sorted.compactMap(\.1.conflict) }

  private var sorted: [(TensorName, Found)] {
    found.map { (TensorName($0.key.text), $0.value) }.sorted { $0.0 < $1.0 }
  }
}
