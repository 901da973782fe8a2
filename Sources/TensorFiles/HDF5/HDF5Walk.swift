#if HDF5
  /// A walk through the groups of a file, by the bytes of their links' names.
  ///
  /// Each group is looked into once, however many links lead to it. Links by path are not
  /// followed: inside the file they lead to what has a name of its own, and nothing outside
  /// of it is opened.
  struct HDF5Walk: Sendable {
    /// How deep groups may nest.
    static let depthLimit = 64

    private(set) var tensors: [StoredTensor] = []
    private(set) var storages: [UInt64: HDF5Storage] = [:]
    private(set) var problems: [TensorFileError] = []
    private(set) var warnings: [TensorFileError] = []
    private(set) var ignored: [String] = []

    private let path: String
    private let fileByteCount: UInt64
    private var seen: Set<UInt64> = []

    init(path: String, byteCount: UInt64) {
      self.path = path
      fileByteCount = byteCount
    }

    /// Takes in a group; a file stands for its outermost one.
    mutating func visit(
      _ group: HDF5Library.Object, _ library: borrowing HDF5Library, name: String? = nil,
      depth: Int = 0
    ) {
      guard let links = library.links(of: group) else {
        return fail(name, "the links of a group cannot be read: \(library.reason)")
      }
      for link in links.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
        let bytes = link.name.dropLast().map { UInt8(bitPattern: $0) }
        let own = String(validating: bytes, as: UTF8.self)
        let full = [name, own ?? String(decoding: bytes, as: UTF8.self)].compactMap(\.self)
          .joined(separator: "/")
        guard own != nil else {
          problems.append(fault(.invalidText, full, "its name is not UTF-8"))
          continue
        }
        switch link.kind {
        case .object: consider(link.name, in: group, library, full, depth)
        case .soft: ignored.append("\(full), a soft link")
        case .external, .other:
          warnings.append(
            fault(.externalData, full, "is a link to another file, which is not opened"))
        }
      }
    }

    private mutating func consider(
      _ link: [CChar], in group: HDF5Library.Object, _ library: borrowing HDF5Library,
      _ name: String, _ depth: Int
    ) {
      guard let object = library.open(link, in: group) else {
        return fail(name, "an object cannot be opened: \(library.reason)")
      }
      defer { library.close(object) }
      let address = library.address(of: object)
      guard address < fileByteCount else {
        return fail(name, "the header of an object lies outside of the file")
      }
      switch library.kind(of: object) {
      case .other: ignored.append(name)
      case .dataset: take(HDF5Dataset(object, library, name: name, address: address, path), name)
      case .group where !seen.insert(address).inserted:
        ignored.append("\(name), a group that has another name")
      case .group where depth >= Self.depthLimit:
        problems.append(
          fault(.nestingTooDeep, name, "groups nest deeper than \(Self.depthLimit) levels"))
      case .group: visit(object, library, name: name, depth: depth + 1)
      }
    }

    private mutating func take(_ dataset: HDF5Dataset, _ name: String) {
      do throws(TensorFileError) {
        let (tensor, storage) = try dataset.tensor(fileByteCount: fileByteCount)
        tensors.append(tensor)
        if let storage { storages[tensor.byteOffset] = storage }
        if let warning = dataset.warning { warnings.append(warning) }
      } catch {
        problems.append(error)
      }
    }

    private mutating func fail(_ name: String?, _ what: String) {
      problems.append(
        TensorFileError(
          .malformedHDF5, path: path, tensor: name, what: what.escapedForDisplay,
          remedy: HDF5Library.remedy(what)))
    }

    private func fault(
      _ code: TensorFileError.Code, _ name: String, _ what: String
    ) -> TensorFileError {
      TensorFileError(code, path: path, tensor: name, what: what)
    }
  }
#endif
