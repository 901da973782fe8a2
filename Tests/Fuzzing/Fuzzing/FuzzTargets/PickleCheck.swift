@testable import TensorFiles

/// Runs a pickle on the machine, and looks for tensors in what it makes.
enum PickleCheck {
  /// Where five storages lie, in a file that is larger than they are.
  private static let storages: TorchStorages = {
    var storages = TorchStorages(fileByteCount: 4096)
    for key in 0..<5 {
      storages.extents[ByteName("\(key)")] = TorchStorages.Extent(
        byteOffset: UInt64(64 * key), byteCount: 64)
    }
    return storages
  }()

  private static let numpy = Array("numpy".utf8)

  static func run(_ input: [UInt8]) {
    do throws(TensorFileError) {
      let pickle = try PickleMachine.read(
        PickleReader(ByteCursor(input, path: "a.pt", base: 0)))
      require(pickle.byteCount <= input.count, "a pickle ends behind its bytes")
      let contents = try TorchContents(pickle, storages)
      for error in contents.problems + contents.warnings { require(error, over: input) }
      // Arrays of NumPy lie in the pickle, not in a storage.
      if input.indices.contains(where: { input[$0...].starts(with: numpy) }) { return }
      for tensor in contents.tensors {
        require(tensor.byteOffset % 64 + tensor.byteCount <= 64, "outside of its storage")
        require(tensor.endOffset <= 320, "outside of all storages")
      }
    } catch {
      require(error, over: input)
    }
  }
}
