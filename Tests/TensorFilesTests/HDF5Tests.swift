#if HDF5
  import Foundation
  import TensorFiles
  import Testing

  @Suite("HDF5 files")
  struct HDF5Tests {
    private func digits(_ bytes: [UInt8]) -> String {
      bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private func expect(_ name: String, _ wanted: [TorchFixture.Tensor]) throws {
      let file = try TensorFile(path: Repository.fixture("hdf5/" + name))
      #expect(file.container == .hdf5 && file.problems == [])
      let audited = file.tensors.filter(\.elementType.isAudited)
      #expect(Set(audited.compactMap(\.name)) == Set(wanted.compactMap(\.name)))
      for expected in wanted {
        let name = expected.name ?? ""
        let tensor = try #require(audited.first { $0.name == name }, "\(name)")
        #expect(tensor.elementType.name == expected.type, "\(name)")
        #expect(tensor.shape == expected.shape, "\(name)")
        for chunkSize in [8, 24, 1 << 18] {
          let bytes = digits(try file.allBytes(of: tensor, chunkSize: chunkSize))
          #expect(bytes == expected.bytes, "\(name) by \(chunkSize)")
        }
      }
      try file.verifyUnchanged()
    }

    @Test("have h5py's names, types, shapes and bytes, in both byte orders")
    func types() throws { try expect("types.h5", HDF5Fixture.load().types) }

    @Test("give the same through chunks of all shapes, filters, edges and holes")
    func storage() throws { try expect("storage.h5", HDF5Fixture.load().storage) }

    @Test("warn of a dataset that was never written")
    func unwritten() throws {
      let file = try TensorFile(path: Repository.fixture("hdf5/storage.h5"))
      #expect(file.warnings.map(\.tensor) == ["unwritten"])
      #expect(file.warnings.first?.code == .interruptedWrite)
    }

    @Test("give any part of a dataset as it is")
    func parts() throws {
      let file = try TensorFile(path: Repository.fixture("hdf5/storage.h5"))
      for tensor in file.tensors where tensor.shape.count == 3 {
        let all = try file.allBytes(of: tensor)
        let width = tensor.elementWidth
        for first in stride(from: 0, to: tensor.elementCount, by: 7) {
          for last in [first + 1, min(first + 31, tensor.elementCount), tensor.elementCount] {
            let bytes = try file.allBytes(of: tensor, elements: first..<last, chunkSize: 16)
            #expect(bytes == Array(all[first * width..<last * width]))
          }
        }
      }
    }

    @Test("name other types, links and groups of two names")
    func others() throws {
      let file = try TensorFile(path: Repository.fixture("hdf5/types.h5"))
      let others = file.tensors.filter { !$0.elementType.isAudited }
      let names = Dictionary(
        uniqueKeysWithValues: others.map { ($0.name ?? "", $0.elementType.name) })
      #expect(
        names == [
          "void2": "V2", "void1": "V1", "int32": "i4", "bytes": "u1", "flags": "enum",
          "text": "string", "complex": "compound",
        ])
      #expect(
        file.ignored == [
          "kind", "linked, a soft link", "ring/inner/outer, a group that has another name",
        ])
    }

    @Test("give elements without a type as what is assumed")
    func assumption() throws {
      let path = Repository.fixture("hdf5/types.h5")
      let file = try TensorFile(path: path, assuming: .bfloat16)
      let (own, void) = (
        try #require(file.tensors.first { $0.name == "bf16-little" }),
        try #require(file.tensors.first { $0.name == "void2" })
      )
      #expect(void.elementType == .bfloat16)
      #expect(try file.allBytes(of: void) == file.allBytes(of: own))
      let narrow = try TensorFile(path: path, assuming: .float8(.e5m2))
      for name in ["void1", "bytes"] {
        let tensor = try #require(narrow.tensors.first { $0.name == name })
        #expect(tensor.elementType == .float8(.e5m2))
        #expect(try narrow.allBytes(of: tensor) == (0..<UInt8(tensor.elementCount)).map(\.self))
      }
    }

    @Test("name what lies elsewhere, what is filtered otherwise, and what cannot be")
    func refused() throws {
      let file = try TensorFile(path: Repository.fixture("hdf5/refused.h5"))
      let found = file.problems.map { [$0.tensor ?? "", $0.code.rawValue] }
      #expect(
        Set(found)
          == [
            ["chunk", "entryTooLong"], ["claim", "viewTooLarge"],
            ["lzf", "unsupportedCompression"],
            ["outside", "externalData"], ["scaled", "unsupportedCompression"],
            ["virtual", "externalData"], ["zstandard", "unsupportedCompression"],
            [Array(repeating: "g", count: 65).joined(separator: "/"), "nestingTooDeep"],
          ])
      #expect(file.warnings.map(\.tensor) == ["elsewhere"])
      #expect(file.problems.first { $0.tensor == "lzf" }?.what.contains("LZF") == true)
      #expect(file.problems.first { $0.tensor == "zstandard" }?.what.contains("Zstandard") == true)
      #expect(file.problems.first { $0.tensor == "scaled" }?.what.contains("scale-offset") == true)
      let fine = try #require(file.tensors.first { $0.name == "fine" })
      #expect(try file.allBytes(of: fine).count == 16)
      for (name, words) in [
        ("bomb", "inflates to more than its 64 bytes"), ("short", "a chunk has 60 bytes, not 64"),
        ("checksum", "does not have its Fletcher checksum"),
      ] {
        let tensor = try #require(file.tensors.first { $0.name == name })
        let error = #expect(throws: TensorFileError.self) { try file.allBytes(of: tensor) }
        #expect(error?.code == .malformedHDF5 && error?.tensor == name)
        #expect(error?.what.contains(words) == true, "\(error?.what ?? "")")
      }
    }

    @Test("that were cut are refused in HDF5's words")
    func cut() throws {
      let path = Repository.fixture("hdf5/cut.h5")
      let error = #expect(throws: TensorFileError.self) { try TensorFile(path: path) }
      #expect(error?.code == .malformedHDF5)
      #expect(error?.what.hasPrefix("HDF5 cannot open it: ") == true)
      #expect(error?.what.contains("truncated file") == true)
    }

    @Test("are read by many threads at once")
    func threads() async throws {
      let path = Repository.fixture("hdf5/storage.h5")
      let wanted = try TensorFile(path: path)
      let sizes = try wanted.tensors.map { try wanted.allBytes(of: $0) }
      let found = try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
        for _ in 0..<8 {
          group.addTask {
            let file = try TensorFile(path: path)
            return try file.tensors.map { try file.allBytes(of: $0) }
          }
        }
        return try await group.reduce(into: [[[UInt8]]]()) { $0.append($1) }
      }
      #expect(found.count == 8 && found.allSatisfy { $0 == sizes })
    }

    @Test("with an object that is said to lie outside of the file name it, and trap nowhere")
    func outside() throws {
      var bytes = Array(
        try Data(contentsOf: URL(fileURLWithPath: Repository.fixture("hdf5/gzip/step_3.h5"))))
      bytes[1405] = 0x62
      let directory = try TemporaryDirectory()
      let file = try TensorFile(path: directory.write(bytes, to: "x.h5"))
      #expect(file.problems.map(\.tensor) == ["layer.0"])
      #expect(file.problems.first?.what == "the header of an object lies outside of the file")
    }

    @Test("cut at any byte are an error, or as they were")
    func truncation() throws {
      let whole = try Data(
        contentsOf: URL(fileURLWithPath: Repository.fixture("hdf5/gzip/step_3.h5")))
      let directory = try TemporaryDirectory()
      for count in stride(from: 0, to: whole.count, by: 61) {
        let path = try directory.write(Array(whole.prefix(count)), to: "\(count).h5")
        #expect(throws: TensorFileError.self) { try TensorFile(path: path) }
      }
    }
  }
#endif
