import TensorFiles
import Testing

@Suite("Broken arrays of pickles and archives leave the others readable")
struct PickleProblemTests {
  static let files: [(String, TensorFileError.Code, String)] = [
    ("array-dtype.pkl", .malformedPickle, "its dtype is not what NumPy writes"),
    ("array-negative.pkl", .malformedPickle, "its shape is not what NumPy writes"),
    ("array-number.pkl", .malformedPickle, "its data are not what NumPy writes"),
    ("array-object.pkl", .objectArray, "the array holds Python objects, which are not read"),
    ("array-order.pkl", .malformedPickle, "its dtype is not what NumPy writes"),
    ("array-overflow.pkl", .shapeOverflow, "claims more bytes than 64 bits can count"),
    ("array-size.pkl", .sizeMismatch, "the shape takes 20 bytes, the pickle has 16"),
    ("array-state.pkl", .malformedPickle, "its state is not what NumPy writes"),
    ("array-text-size.pkl", .sizeMismatch, "its text does not stand for the 4 bytes"),
    ("array-text.pkl", .sizeMismatch, "its text does not stand for the 4 bytes"),
  ]

  /// Other files of Datasets/malformed that open.
  static let strange = [
    "valid-arrays.pkl", "valid-call.pkl", "pickle.pt", "data-checksum-unread.npz",
    "data-checksum-empty.npz", "valid-unread.npz",
  ]

  @Test("each fault is named", arguments: files)
  func fault(_ name: String, _ code: TensorFileError.Code, _ text: String) throws {
    let file = try TensorFile(path: Repository.malformed(name))
    #expect(file.container == .pickle)
    #expect(file.tensors.map(\.name) == ["a"])
    #expect(try file.allBytes(of: file.tensors[0]).count == 16)
    let problem = try #require(file.problems.first)
    #expect(file.problems.count == 1)
    #expect(problem.code == code)
    #expect(problem.tensor == "b")
    #expect(problem.byteOffset.map { 0..<file.byteCount ~= $0 } == true)
    #expect(problem.what.contains(text), "\(problem.what)")
  }

  @Test("arrays are read in both orders")
  func arrays() throws {
    let file = try TensorFile(path: Repository.malformed("valid-arrays.pkl"))
    #expect(file.problems == [] && file.warnings == [])
    #expect(file.tensors.map(\.name) == ["a", "b", "c"])
    #expect(file.tensors.map(\.isFortranOrder) == [false, true, false])
    #expect(file.tensors.map(\.isBigEndian) == [false, false, true])
    let first = try file.allBytes(of: file.tensors[0])
    let values = [Float(1), 2, 3, 4].flatMap {
      bytes($0.bitPattern, bigEndian: 1.bigEndian == 1)
    }
    #expect(first == values)
  }

  @Test("what is called is named and never called; a pickle without arrays is one")
  func call() throws {
    let file = try TensorFile(path: Repository.malformed("valid-call.pkl"))
    #expect(file.problems == [])
    #expect(file.warnings.map(\.what) == ["`os.system` in `b` was not read"])
    let empty = try TensorFile(path: Repository.malformed("pickle.pt"))
    #expect(empty.container == .pickle && empty.tensors == [] && empty.problems == [])
    #expect(empty.warnings.map(\.what) == ["the pickle holds no array or tensor"])
  }

  @Test(
    "damage of arrays that are not read for their values is found",
    arguments: ["data-checksum-unread.npz", "data-checksum-empty.npz"])
  func unread(_ name: String) throws {
    let file = try TensorFile(path: Repository.malformed(name))
    #expect(file.problems == [])
    #expect(file.damagedUnread().map(\.code) == [.checksumMismatch])
    #expect(file.damagedUnread().map(\.tensor) == ["b"])
  }

  @Test("and none where there is none")
  func undamaged() throws {
    let file = try TensorFile(path: Repository.malformed("valid-unread.npz"))
    #expect(file.tensors.map(\.elementType.name) == ["fp32", "<V4", "fp32"])
    #expect(file.damagedUnread() == [])
  }
}
