import Foundation
import TensorFiles

/// What PyTorch said about the files that it wrote: `Fixtures/torch.json`.
struct TorchFixture: Decodable {
  /// A tensor: the bytes of its elements in C order.
  struct Tensor: Decodable {
    let name: String?
    let type: String
    let shape: [Int]
    let bytes: String
  }

  /// The kind of what each file holds.
  let files: [String: String]
  let contents: [Tensor]
  let module: [Tensor]
  let bare: [Tensor]
  let float8: [Tensor]

  /// Tensors that a script noted beside what it wrote: those under a key of a document.
  static func tensors(in document: String, of key: String) throws -> [Tensor] {
    let data = try Data(contentsOf: URL(fileURLWithPath: Repository.fixture(document)))
    return try JSONDecoder().decode([String: [Tensor]].self, from: data)[key] ?? []
  }

  static func load() throws -> TorchFixture {
    let data = try Data(contentsOf: URL(fileURLWithPath: Repository.fixture("torch.json")))
    return try JSONDecoder().decode(TorchFixture.self, from: data)
  }

  /// The tensors of a file.
  func tensors(of file: String) -> [Tensor] {
    switch files[file] {
    case "contents": contents
    case "module": module
    case "float8": float8
    default: bare
    }
  }
}
