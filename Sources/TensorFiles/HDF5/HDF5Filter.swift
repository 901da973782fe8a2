#if HDF5
  /// A filter that the chunks of a dataset have gone through.
  ///
  /// Source: The HDF Group, "Registered Filter Plugins"; `H5Zpublic.h` for the first six.
  struct HDF5Filter: Hashable, Sendable {
    /// The number by which it is registered.
    let number: Int
    /// The name that the file has for it, which may be empty.
    let storedName: String

    /// Whether it is one of those that are read: DEFLATE, shuffling of bytes, and Fletcher's
    /// checksum.
    var isRead: Bool { (1...3).contains(number) }

    /// What it is called.
    var name: String {
      if let known = Self.names[number] { return known }
      return storedName.isEmpty ? "number \(number)" : "\(storedName) (number \(number))"
    }

    private static let names = [
      1: "gzip", 2: "shuffle", 3: "Fletcher32", 4: "SZIP", 5: "N-bit", 6: "scale-offset",
      305: "LZO", 307: "bzip2", 32000: "LZF", 32001: "Blosc", 32004: "LZ4",
      32008: "bitshuffle", 32013: "ZFP", 32015: "Zstandard", 32017: "SZ", 32026: "Blosc2",
    ]
  }
#endif
