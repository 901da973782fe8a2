import Foundation
import TensorFiles
import Testing

@Suite("A directory tree")
struct FileTreeTests {
  let directory: TemporaryDirectory
  private let array = npy(descr: "<f4", shape: "(1,)", [0, 0, 128, 63])

  init() throws { directory = try TemporaryDirectory() }

  private func relative(_ paths: [String]) -> [String] {
    paths.map { String($0.dropFirst(directory.path.count + 1)) }
  }

  @Test("gives its tensor files in the order of their bytes, whatever they are called")
  func files() throws {
    for name in ["b.npy", "a/z.npy", "a/B.npy", "weights.mmap", "é.npy"] {
      try directory.write(array, to: name)
    }
    try directory.write(safetensors("{}"), to: "c.safetensors")
    try directory.write(Array("# notes".utf8), to: "README.md")
    let tree = FileTree(path: directory.path)
    #expect(
      relative(tree.files)
        == ["a/B.npy", "a/z.npy", "b.npy", "c.safetensors", "weights.mmap", "é.npy"])
    #expect(relative(tree.ignored) == ["README.md"])
    #expect(tree.problems == [])
  }

  @Test("that is missing, empty or without tensors is a problem")
  func nothing() throws {
    #expect(FileTree(path: directory.path + "/none").problems.map(\.code) == [.notFound])
    #expect(FileTree(path: directory.path).problems.map(\.code) == [.noTensorFiles])
    try directory.write(Array("text".utf8), to: "notes.txt")
    let tree = FileTree(path: directory.path)
    #expect(tree.problems.map(\.code) == [.noTensorFiles])
    #expect(tree.problems.first?.what == "no tensor file among 1 files")
  }

  @Test("names FIFOs, and does not wait for them")
  func fifo() throws {
    try directory.write(array, to: "w.npy")
    let made = unsafe mkfifo(directory.path + "/pipe.npy", 0o600)
    #expect(made == 0)
    let tree = FileTree(path: directory.path)
    #expect(tree.problems.map(\.code) == [.notRegularFile])
    #expect(relative(tree.files) == ["w.npy"])
    #expect(throws: TensorFileError.self) { try TensorFile(path: directory.path + "/pipe.npy") }
  }

  @Test("ends where symbolic links go round, and takes each target once")
  func links() throws {
    try directory.write(array, to: "a/w.npy")
    let manager = FileManager.default
    for (link, target) in [("a/up", ".."), ("again", "a"), ("v.npy", "a/w.npy"), ("self", "self")] {
      try manager.createSymbolicLink(
        atPath: directory.path + "/" + link, withDestinationPath: target)
    }
    let tree = FileTree(path: directory.path)
    #expect(tree.files.count == 1)
    #expect(relative(tree.aliases) == ["a/up", "again", "v.npy"])
    #expect(tree.ignored == [])
    #expect(tree.problems.map(\.code) == [.symbolicLinkLoop])
  }

  @Test("A file that shrinks or changes while it is read is an error, not a trap")
  func changed() throws {
    let path = try directory.write(
      npy(descr: "<f4", shape: "(4096,)", [UInt8](repeating: 1, count: 16_384)), to: "w.npy")
    let file = try TensorFile(path: path)
    let tensor = try #require(file.tensors.first)
    let cut = unsafe truncate(path, 9_000)
    #expect(cut == 0)
    let reading = #expect(throws: TensorFileError.self) {
      try file.forEachChunk(of: tensor, using: ChunkBuffer(byteCount: 4096)) { _ in }
    }
    #expect(reading?.code == .changedWhileRead)
    let checking = #expect(throws: TensorFileError.self) { try file.verifyUnchanged() }
    #expect(checking?.code == .changedWhileRead)
  }
}
