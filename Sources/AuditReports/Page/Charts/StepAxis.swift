/// The numbers of steps beneath a drawing whose columns they are.
struct StepAxis {
  /// As many labels as a narrow page has room for.
  private static let labelLimit = 6

  private let steps: [Int]

  /// - Parameter steps: The number that each column begins with.
  init(_ steps: [Int]) { self.steps = steps }

  /// Writes the labels of some columns, `y` in pixels.
  func draw(y: Int, _ svg: inout SVG) {
    for index in labelled {
      let middle = (Double(index) + 0.5) / Double(steps.count) * 100
      let text = index == 0 ? "step \(steps[index])" : "\(steps[index])"
      let isAtEdge = index == 0 && steps.count > StepAxis.labelLimit
      svg.text(text, x: isAtEdge ? 0 : middle, y: y, class: isAtEdge ? "start" : "middle")
    }
  }

  private var labelled: [Int] {
    let limit = StepAxis.labelLimit
    let stride = max(1, (steps.count + limit - 1) / limit)
    return steps.indices.filter { $0.isMultiple(of: stride) || steps.count <= limit }
  }
}
