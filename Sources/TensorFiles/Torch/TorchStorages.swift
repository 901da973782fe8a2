/// Where the storages of a PyTorch file lie.
struct TorchStorages {
  /// The bytes of a storage.
  struct Extent {
    /// The offset in the file of the first.
    let byteOffset: UInt64
    let byteCount: UInt64
    /// The entry of the archive that they are, where its checksum is known.
    var entry: ZipEntry? = nil
  }

  /// The places by the keys of the storages.
  var extents: [ByteName: Extent] = [:]
  /// Storages that are compressed, which PyTorch never writes.
  var compressed: [ByteName: ZipEntry] = [:]
  /// Storages that stand in the pickle itself, by the numbers of the objects.
  var embedded: [Int: (storage: TorchStorage, extent: Extent)] = [:]
  /// Whether elements have their most significant byte first.
  var isBigEndian = false
  /// The size of the file.
  let fileByteCount: UInt64
}
