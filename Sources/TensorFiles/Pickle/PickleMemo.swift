/// What a pickle has numbered to refer to it later.
///
/// Writers number from zero on; a number far out costs no more than any other.
struct PickleMemo {
  private var dense: [PickleValue] = []
  private var sparse: [UInt64: PickleValue] = [:]

  /// How many there are: the number that MEMOIZE gives.
  var count: Int { dense.count + sparse.count }

  /// The value of a number.
  subscript(index: UInt64) -> PickleValue? {
    get { index < dense.count ? dense[Int(index)] : sparse[index] }
    set {
      if index < dense.count, let newValue {
        dense[Int(index)] = newValue
      } else if index == dense.count, sparse.isEmpty, let newValue {
        dense.append(newValue)
      } else {
        sparse[index] = newValue
      }
    }
  }
}
