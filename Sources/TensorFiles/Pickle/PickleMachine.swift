/// Reads a pickle as data.
///
/// A pickle is a program for a machine with a stack and a memo. This one builds tuples,
/// lists, dictionaries, numbers and texts; where a program asks for a class or function to
/// be called, it notes the name and the arguments. Nothing is imported and nothing is
/// called, so that a pickle can do no harm. Objects refer to each other by number: nesting
/// and loops cost neither stack nor time.
///
/// Source: CPython, `Lib/pickletools.py` and `Lib/pickle.py`, protocols 0 to 5.
struct PickleMachine {
  /// The longest pickle that is read, without the data of tensors; as for safetensors.
  static let byteLimit: UInt64 = 100_000_000

  var reader: PickleReader
  var stack = PickleStack()
  var memo = PickleMemo()
  private(set) var objects: [PickleObject] = []
  private var budget: PickleBudget
  /// The most values that were on the stack at once.
  private var stackHeight = 0
  /// The offset in the file where the frame ends that is being read.
  private var frameEnd: UInt64?
  /// The one tuple that has no items.
  private var emptyTuple: PickleValue?
  /// The offset in the file of the opcode that is being executed.
  private(set) var opcodeOffset: UInt64 = 0

  /// Reads the pickle that begins at a cursor's next byte.
  ///
  /// What follows its STOP is not looked at.
  static func read(_ cursor: ByteCursor) throws(TensorFileError) -> Pickle {
    try read(PickleReader(cursor))
  }

  /// Reads the pickle that begins at a reader's next byte.
  static func read(_ reader: PickleReader) throws(TensorFileError) -> Pickle {
    var machine = PickleMachine(reader: reader)
    let root = try machine.run()
    return Pickle(
      root: root, objects: machine.objects, byteCount: Int(machine.reader.offset - reader.start),
      path: reader.path, base: reader.start)
  }

  private init(reader: PickleReader) {
    self.reader = reader
    budget = PickleBudget(byteCount: min(reader.remaining, Self.byteLimit))
  }

  /// Executes opcodes up to STOP.
  private mutating func run() throws(TensorFileError) -> PickleValue {
    while true {
      opcodeOffset = reader.offset
      guard reader.programByteCount < Self.byteLimit else {
        throw tooLarge("has more than the \(Self.byteLimit) bytes of opcodes that are read")
      }
      let byte = try reader.byte()
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw malformed("there is no opcode 0x\(String(byte, radix: 16, uppercase: true))")
      }
      if opcode == .stop { return try pop() }
      try execute(opcode)
      try checkFrame(from: opcodeOffset)
    }
  }

  /// No operand crosses the end of its frame.
  private mutating func checkFrame(from start: UInt64) throws(TensorFileError) {
    guard let end = frameEnd else { return }
    if start >= end {
      frameEnd = nil
    } else if reader.offset > end {
      throw malformed("an opcode goes beyond the end of its frame")
    }
  }

  /// Begins a frame, in no other one, whose length is checked against what is there.
  mutating func beginFrame() throws(TensorFileError) {
    let start = opcodeOffset
    let length = try reader.unsigned(8)
    if let end = frameEnd, start < end { throw malformed("a frame begins inside another") }
    guard length <= reader.remaining else { throw reader.truncated() }
    frameEnd = reader.offset + length
  }

  /// Puts a value on the stack.
  mutating func push(_ value: PickleValue) throws(TensorFileError) {
    if stack.count == stackHeight {
      try take(PickleBudget.value)
      stackHeight += 1
    }
    if let text = value.text { try take(PickleBudget.text(byteCount: text.utf8.count)) }
    stack.push(value)
  }

  /// Puts a mark on the stack.
  mutating func pushMark() throws(TensorFileError) {
    try take(PickleBudget.mark)
    stack.mark()
  }

  /// Takes memory.
  mutating func take(_ byteCount: Int) throws(TensorFileError) {
    if budget.take(byteCount) { return }
    throw tooLarge("takes more memory than its bytes account for, or than is given to any")
  }

  private func tooLarge(_ what: String) -> TensorFileError {
    reader.error(
      .pickleTooLarge, "the pickle \(what)", at: opcodeOffset,
      remedy: "save the tensors in a file of their own")
  }

  /// Makes an object and puts it on the stack.
  mutating func push(
    _ kind: PickleObject.Kind, _ items: [PickleValue] = []
  ) throws(TensorFileError) {
    if kind == .tuple, items.isEmpty, let emptyTuple { return try push(emptyTuple) }
    try take(PickleBudget.object(itemCount: items.count))
    let value = PickleValue.object(objects.count)
    objects.append(PickleObject(kind, items, at: opcodeOffset))
    if kind == .tuple, items.isEmpty { emptyTuple = value }
    try push(value)
  }

  /// Takes the value on top of the stack away.
  mutating func pop() throws(TensorFileError) -> PickleValue {
    if let value = stack.pop() { return value }
    throw malformed("an opcode takes a value where the stack has none")
  }

  /// Takes the topmost mark away and all that is on it.
  mutating func popToMark() throws(TensorFileError) -> [PickleValue] {
    if let items = stack.popToMark() { return items }
    throw malformed("an opcode takes all down to a mark where there is none")
  }

  /// Changes the object on top of the stack.
  mutating func changeTop(
    _ change: (inout PickleObject) -> Bool
  ) throws(TensorFileError) {
    guard case .object(let index)? = stack.top, change(&objects[index]) else {
      throw malformed("an opcode adds to what cannot take it")
    }
  }

  /// A fault at the opcode that is being executed.
  func malformed(_ what: String) -> TensorFileError {
    reader.malformed(what, at: opcodeOffset)
  }
}
