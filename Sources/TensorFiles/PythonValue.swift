/// A value of the Python literals that `.npy` headers are made of.
struct PythonValue {
  /// The kinds of values.
  indirect enum Kind {
    case string(String)
    case boolean(Bool)
    /// An integer; `nil` magnitude where it needs more than 63 bits.
    case integer(isNegative: Bool, magnitude: Int?)
    case tuple([PythonValue])
    case list([PythonValue])
    case dictionary([(key: PythonValue, value: PythonValue)])
  }

  /// The value.
  let kind: Kind
  /// The offset in the file of its first byte.
  let offset: UInt64

  /// The value's kind in words, for a message.
  var kindInWords: String {
    switch kind {
    case .string: "a string"
    case .boolean: "a boolean"
    case .integer: "an integer"
    case .tuple: "a tuple"
    case .list: "a list"
    case .dictionary: "a dictionary"
    }
  }
}
