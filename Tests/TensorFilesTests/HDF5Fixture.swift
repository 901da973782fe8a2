#if HDF5
  import Foundation

  /// What h5py said about the files that it wrote: `Fixtures/hdf5.json`.
  struct HDF5Fixture: Decodable {
    let types: [TorchFixture.Tensor]
    let storage: [TorchFixture.Tensor]

    static func load() throws -> HDF5Fixture {
      let data = try Data(contentsOf: URL(fileURLWithPath: Repository.fixture("hdf5.json")))
      return try JSONDecoder().decode(HDF5Fixture.self, from: data)
    }
  }
#endif
