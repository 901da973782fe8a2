/// The entry of an archive that a tensor is part of.
struct ArchiveMember: Hashable, Sendable {
  /// The entry.
  let entry: ZipEntry
  /// How many of the entry's bytes stand before the tensor's: a header, or other parts of a
  /// storage.
  let headerByteCount: UInt64
  /// The CRC-32 of a header.
  let headerChecksum: UInt32

  /// Whether the tensor's bytes can only be had by inflating all before them.
  var isCompressed: Bool { entry.method == .deflated }
}
