@testable import TensorFiles

/// Reads an index of shards; what it names lies below it.
enum ShardCheck {
  static func run(_ input: [UInt8]) {
    do throws(TensorFileError) {
      let file = OpenFile(bytes: input, path: "d/a.safetensors.index.json")
      let index = try ShardIndex(file)
      for error in index.problems { require(error, over: input) }
      for shard in index.shards {
        let parts = shard.path.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        require(parts.first?.elementsEqual("d".utf8) ?? false, "beside the index")
        require(!parts.contains { $0.elementsEqual("..".utf8) }, "above the index")
        require(!shard.path.utf8.contains(0), "a NUL in a path")
        require(!shard.tensors.isEmpty, "a file for nothing")
      }
    } catch {
      require(error, over: input)
    }
  }
}
