/// An object that a pickle builds: data, never an instance of anything.
struct PickleObject {
  /// The kinds of objects.
  enum Kind {
    case tuple
    case list
    case set
    /// Keys and values by turns.
    case dictionary
    /// A class or function by its name: its module and its name in it.
    case global
    /// Something that is stored outside of the pickle, by its identifier.
    case persistent
    /// What a function would have returned: the function and its arguments, then what was
    /// appended or set.
    case call
    /// What a class would have made: the class and its arguments, then what was appended
    /// or set.
    case instance
  }

  /// What it is.
  let kind: Kind
  /// What it holds.
  var items: [PickleValue]
  /// Whether what was added to a call or an instance are keys and values by turns.
  var hasEntries = false
  /// The state that a call or an instance was given (`__setstate__`).
  var state: PickleValue?
  /// The offset in the file of the opcode that made it.
  let offset: UInt64

  init(_ kind: Kind, _ items: [PickleValue] = [], at offset: UInt64) {
    self.kind = kind
    self.items = items
    self.offset = offset
  }
}
