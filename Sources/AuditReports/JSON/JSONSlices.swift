import FloatEmulation
import GradientAudit

/// The slices of one tensor along one axis, of which some are lost wholly.
struct JSONSlices: Encodable {
  let format: String
  let scale: Double
  let tensor: String
  let shape: [Int]
  let stepCount: Int
  let axis: Int
  /// The indices of the slices that are lost wholly.
  let whollyLost: [Int]

  /// All such axes.
  static func all(_ slices: LostSlices) -> [JSONSlices] {
    slices.tensors.flatMap { tensor in
      tensor.slices.axes.filter { !$0.whollyLost.isEmpty }.map {
        JSONSlices(
          format: slices.cell.projection.format.name, scale: slices.cell.scale.value,
          tensor: tensor.name, shape: tensor.slices.shape, stepCount: tensor.stepCount,
          axis: $0.number, whollyLost: $0.whollyLost)
      }
    }
  }
}
