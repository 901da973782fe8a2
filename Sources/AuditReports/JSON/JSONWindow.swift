import GradientAudit

/// The safe scales `2^least` to `2^greatest`.
///
/// With `kind` `none`, enough is kept only from `least` on, and nothing overflows
/// only up to `greatest`; either is left out where no scale has that property.
struct JSONWindow: Encodable {
  let kind: String
  let least: Int?
  let greatest: Int?

  init(_ window: ScaleWindow) {
    switch window {
    case .safe(let exponents):
      (kind, least, greatest) = ("safe", exponents.lowerBound, exponents.upperBound)
    case .none(let least, let greatest):
      (kind, self.least, self.greatest) = ("none", least, greatest)
    case .unconstrained: (kind, least, greatest) = ("any", nil, nil)
    }
  }
}
