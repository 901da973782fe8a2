/// The text of some fields.
struct VectorFields {
  private var texts = [ArraySlice<UInt8>?](repeating: nil, count: VectorField.allCases.count)
  private static let places = Dictionary(
    uniqueKeysWithValues: VectorField.allCases.enumerated().map { ($1, $0) })

  subscript(field: VectorField) -> ArraySlice<UInt8>? {
    get { VectorFields.places[field].flatMap { texts[$0] } }
    set { if let place = VectorFields.places[field] { texts[place] = newValue } }
  }
}
