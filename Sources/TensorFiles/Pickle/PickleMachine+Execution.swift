extension PickleMachine {
  /// Executes one opcode, whose operands come next.
  mutating func execute(_ opcode: PickleOpcode) throws(TensorFileError) {
    switch opcode {
    case .protocolVersion: try checkVersion()
    case .frame: try beginFrame()
    case .mark: try pushMark()
    case .stop: break
    case .pop: if !stack.popBareMark() { _ = try pop() }
    case .popMark: _ = try popToMark()
    case .dup: try push(top())
    case .put, .binPut, .longBinPut, .memoize: try memoize(opcode)
    case .get, .binGet, .longBinGet: try recall(opcode)
    case .none, .newTrue, .newFalse, .int, .binInt, .binInt1, .binInt2, .long, .long1, .long4,
      .float, .binFloat:
      try push(number(opcode))
    case .string, .binString, .shortBinString, .unicode, .binUnicode, .shortBinUnicode,
      .binUnicode8:
      try push(string(opcode))
    case .binBytes, .shortBinBytes, .binBytes8, .byteArray8: try push(bytes(opcode))
    case .emptyTuple, .tuple, .tuple1, .tuple2, .tuple3, .emptyList, .list, .emptyDictionary,
      .dictionary, .emptySet, .frozenSet:
      try makeCollection(opcode)
    case .append, .appends, .addItems, .setItem, .setItems: try add(opcode)
    case .global, .stackGlobal, .extension1, .extension2, .extension4: try nameGlobal(opcode)
    case .persistentID, .binPersistentID: try refer(opcode)
    case .reduce, .newObject, .newObjectWithKeywords, .inst, .object: try makeInstance(opcode)
    case .build: try build()
    case .nextBuffer, .readOnlyBuffer:
      throw reader.error(
        .storageMissing, "the pickle asks for a buffer that is stored elsewhere", at: opcodeOffset,
        remedy: "dump it again without `buffer_callback`")
    }
  }

  private mutating func checkVersion() throws(TensorFileError) {
    let version = try reader.byte()
    guard version <= 5 else {
      throw reader.error(
        .unsupportedVersion, "protocol \(version) of pickle is not known", at: opcodeOffset,
        remedy: "save the file again with pickle protocol 2 to 5")
    }
  }

  private func top() throws(TensorFileError) -> PickleValue {
    if let value = stack.top { return value }
    throw malformed("an opcode takes a value where the stack has none")
  }

  /// Numbers the value on top of the stack.
  private mutating func memoize(_ opcode: PickleOpcode) throws(TensorFileError) {
    let index = opcode == .memoize ? UInt64(memo.count) : try memoIndex(opcode)
    try take(index == memo.count ? PickleBudget.value : PickleBudget.farMemo)
    memo[index] = try top()
  }

  /// Pushes what a number stands for.
  private mutating func recall(_ opcode: PickleOpcode) throws(TensorFileError) {
    let index = try memoIndex(opcode)
    guard let value = memo[index] else {
      throw malformed("nothing was memoized under the number \(index)")
    }
    try push(value)
  }

  private mutating func memoIndex(_ opcode: PickleOpcode) throws(TensorFileError) -> UInt64 {
    switch opcode {
    case .put, .get:
      guard let index = UInt64(try reader.textLine()) else {
        throw malformed("the number of a memo is no number")
      }
      return index
    case .longBinPut, .longBinGet: return try reader.unsigned(4)
    default: return try reader.unsigned(1)
    }
  }

  /// Makes a collection of what is on the stack.
  private mutating func makeCollection(_ opcode: PickleOpcode) throws(TensorFileError) {
    switch opcode {
    case .tuple: try push(.tuple, popToMark())
    case .tuple1: try push(.tuple, pop(1))
    case .tuple2: try push(.tuple, pop(2))
    case .tuple3: try push(.tuple, pop(3))
    case .emptyList: try push(.list)
    case .list: try push(.list, popToMark())
    case .emptyDictionary: try push(.dictionary)
    case .dictionary: try push(.dictionary, pairs(popToMark()))
    case .emptySet: try push(.set)
    case .frozenSet: try push(.set, popToMark())
    default: try push(.tuple)
    }
  }

  /// The topmost values, the deepest first.
  private mutating func pop(_ count: Int) throws(TensorFileError) -> [PickleValue] {
    var items: [PickleValue] = []
    for _ in 0..<count { items.append(try pop()) }
    return items.reversed()
  }

  private func pairs(_ items: [PickleValue]) throws(TensorFileError) -> [PickleValue] {
    if items.count.isMultiple(of: 2) { return items }
    throw malformed("a dictionary has a key without a value")
  }

  /// Adds what is on the stack to the collection below it.
  private mutating func add(_ opcode: PickleOpcode) throws(TensorFileError) {
    let isPairs = opcode == .setItem || opcode == .setItems
    let items: [PickleValue] =
      switch opcode {
      case .append: try pop(1)
      case .setItem: try pop(2)
      case .setItems: try pairs(popToMark())
      default: try popToMark()
      }
    try take(PickleBudget.value * items.count)
    try changeTop { object in
      switch object.kind {
      case .dictionary where isPairs, .list where !isPairs, .set where !isPairs: break
      case .call where object.items.count == 2 || object.hasEntries == isPairs,
        .instance where object.items.count == 2 || object.hasEntries == isPairs:
        object.hasEntries = isPairs
      default: return false
      }
      object.items += items
      return true
    }
  }

  /// Names a class or a function.
  private mutating func nameGlobal(_ opcode: PickleOpcode) throws(TensorFileError) {
    switch opcode {
    case .global:
      let module = try reader.textLine()
      try pushGlobal(module, reader.textLine())
    case .stackGlobal:
      let items = try pop(2)
      guard items[0].text != nil, items[1].text != nil else {
        throw malformed("the name of a class is no text")
      }
      try push(.global, items)
    default:
      let width = opcode == .extension1 ? 1 : opcode == .extension2 ? 2 : 4
      try pushGlobal("copyreg", "extension \(try reader.unsigned(width))")
    }
  }

  /// Puts a class or a function on the stack.
  private mutating func pushGlobal(_ module: String, _ name: String) throws(TensorFileError) {
    try take(PickleBudget.text(byteCount: module.utf8.count + name.utf8.count))
    try push(.global, [.text(module, at: nil), .text(name, at: nil)])
  }

  /// Refers to what is stored elsewhere.
  private mutating func refer(_ opcode: PickleOpcode) throws(TensorFileError) {
    let identifier =
      opcode == .persistentID
      ? PickleValue.text(try reader.textLine(), at: nil) : try pop()
    try push(.persistent, [identifier])
  }

  /// Notes a call, or the making of an instance, without doing it.
  private mutating func makeInstance(_ opcode: PickleOpcode) throws(TensorFileError) {
    switch opcode {
    case .reduce: try push(.call, pop(2))
    case .newObject: try push(.instance, pop(2))
    case .newObjectWithKeywords:
      let items = try pop(3)
      try push(.instance, [items[0], items[1]])
    case .object:
      let items = try popToMark()
      guard let type = items.first else { throw malformed("an instance has no class") }
      try makeInstance(of: type, Array(items.dropFirst()))
    default:
      let module = try reader.textLine()
      let name = try reader.textLine()
      let items = try popToMark()
      try pushGlobal(module, name)
      try makeInstance(of: try pop(), items)
    }
  }

  private mutating func makeInstance(
    of type: PickleValue, _ arguments: [PickleValue]
  ) throws(TensorFileError) {
    try push(.tuple, arguments)
    try push(.instance, [type, pop()])
  }

  /// Notes the state of an object.
  private mutating func build() throws(TensorFileError) {
    let state = try pop()
    try changeTop { object in
      guard object.kind == .call || object.kind == .instance else { return false }
      object.state = state
      return true
    }
  }
}
