import GradientAudit

/// The windows of steps as columns of a drawing: where there are more steps than a page has
/// room for, a column stands for several and what is safe at all of them.
struct WindowColumns {
  private static let limit = 240

  /// The number of the first step of each column.
  let steps: [Int]
  /// What is safe for all values of each step.
  let windows: [ScaleWindow]
  /// What is safe for each tensor by itself.
  let windowsOfEveryTensor: [ScaleWindow]
  let stepsPerColumn: Int

  init(_ all: [StepWindow]) {
    let width = max(1, (all.count + WindowColumns.limit - 1) / WindowColumns.limit)
    let columns = stride(from: 0, to: all.count, by: width).map { start in
      all[start..<min(start + width, all.count)]
    }
    steps = columns.compactMap(\.first?.step)
    windows = columns.map { $0.reduce(.unconstrained) { $0.intersection($1.window) } }
    windowsOfEveryTensor = columns.map {
      $0.reduce(.unconstrained) { $0.intersection($1.windowOfEveryTensor) }
    }
    stepsPerColumn = width
  }

  /// Neighbouring columns with one window.
  static func runs(_ windows: [ScaleWindow]) -> [Range<Int>] {
    windows.indices.reduce(into: []) { runs, index in
      if let last = runs.last, windows[last.lowerBound] == windows[index] {
        runs[runs.count - 1] = last.lowerBound..<index + 1
      } else {
        runs.append(index..<index + 1)
      }
    }
  }
}

extension ScaleWindow {
  /// The exponents that values set; what lies at the end of all powers of two is set by
  /// none.
  var bounds: [Int] {
    let all = AuditPlan.windowExponents
    let ends: [Int?] =
      switch self {
      case .safe(let exponents): [exponents.lowerBound, exponents.upperBound]
      case .none(let least, let greatest): [least, greatest]
      case .unconstrained: []
      }
    return ends.compactMap(\.self).filter { $0 != all.lowerBound && $0 != all.upperBound }
  }
}
