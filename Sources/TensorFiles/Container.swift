/// The kind of file that holds tensors.
public enum Container: String, Hashable, Sendable, CaseIterable {
  /// One array, as `numpy.save` writes it; any file that begins with its magic.
  case npy
  /// Arrays in a ZIP archive, as `numpy.savez` and `numpy.savez_compressed` write them.
  case npz
  /// Named tensors behind a JSON header, as Hugging Face's safetensors writes.
  case safetensors
  /// Anything that `torch.save` writes, in its ZIP archive or its older format.
  case torch
  /// NumPy arrays in collections, as Python's `pickle.dump` writes them.
  case pickle
  /// Tensors in pieces, as `torch.distributed.checkpoint` writes them; its `.metadata`.
  case distributed
  /// A tree of groups and datasets, as HDF5 writes it; read where the package trait `HDF5`
  /// is on.
  case hdf5

  /// The container that a file's name announces, or `nil`.
  ///
  /// Upper and lower case are alike: `A.NPY` announces `npy`.
  public init?(extensionOf path: String) {
    guard let name = path.split(separator: "/").last, let dot = name.lastIndex(of: ".") else {
      return nil
    }
    switch name[name.index(after: dot)...].lowercased() {
    case "npy": self = .npy
    case "npz": self = .npz
    case "safetensors": self = .safetensors
    case "pt", "pth": self = .torch
    case "pkl", "pickle": self = .pickle
    case "h5", "hdf5": self = .hdf5
    default: return nil
    }
  }
}
