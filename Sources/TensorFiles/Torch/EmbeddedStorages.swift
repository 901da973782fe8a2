/// Storages of PyTorch in a plain pickle: `pickle.dump` of a tensor writes each of them as a
/// whole file of the older format, as bytes that a call of `_load_from_bytes` is given.
enum EmbeddedStorages {
  private static let function = "torch.storage._load_from_bytes"

  /// Finds the storages in a pickle; those that cannot be read are not there for their
  /// tensors.
  static func find(
    in pickle: Pickle, _ file: borrowing OpenFile, _ storages: inout TorchStorages
  ) {
    var known: [UInt64: (storage: TorchStorage, extent: TorchStorages.Extent)] = [:]
    for (index, object) in pickle.objects.enumerated() where object.kind == .call {
      guard pickle.globalName(object.items[0]) == function,
        case .bytes(let offset, let count)? = pickle.tuple(object.items[1]).first
      else { continue }
      if known[offset] == nil { known[offset] = storage(offset..<offset + UInt64(count), file) }
      storages.embedded[index] = known[offset]
    }
  }

  private static func storage(
    _ range: Range<UInt64>, _ file: borrowing OpenFile
  ) -> (storage: TorchStorage, extent: TorchStorages.Extent)? {
    guard let part = try? file.part(range), let found = try? TorchLegacyFile.storage(part) else {
      return nil
    }
    let extent = TorchStorages.Extent(
      byteOffset: range.lowerBound + found.extent.byteOffset, byteCount: found.extent.byteCount)
    return (found.storage, extent)
  }
}
