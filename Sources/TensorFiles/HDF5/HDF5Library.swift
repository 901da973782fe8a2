#if HDF5
  internal import CHDF5
  internal import Synchronization

  /// The calls of HDF5, and all unsafe code that they need.
  ///
  /// HDF5 keeps its state in global variables. An instance is the permission to call it, of
  /// which there is one at a time; it prints nothing, loads no plugin, and opens no file but
  /// through a descriptor that it is given. Objects of HDF5 are numbers, which `close` has to
  /// give back. C functions take and return pointers, so strict memory safety asks for a
  /// mark on each call; no pointer leaves a function of this file.
  struct HDF5Library: ~Copyable {
    /// A number that stands for a file, a group, a dataset or a type.
    typealias Object = hid_t

    private static let permission = Mutex<Void>(())

    private init() {}

    /// Calls a function while nobody else calls HDF5.
    ///
    /// - Precondition: The caller does not have the permission already.
    static func locked<Value: Sendable>(
      _ body: (borrowing HDF5Library) throws(TensorFileError) -> Value
    ) throws(TensorFileError) -> Value {
      let result = permission.withLock { _ -> Result<Value, TensorFileError> in
        _ = fpaudit_hdf5_start()
        do throws(TensorFileError) {
          return .success(try body(HDF5Library()))
        } catch {
          return .failure(error)
        }
      }
      return try result.get()
    }

    /// Why the last call has failed, in HDF5's words.
    var reason: String {
      unsafe Self.text { unsafe fpaudit_hdf5_error($0) }
    }

    /// What to do where something cannot be read for a reason.
    static func remedy(_ reason: String) -> String {
      reason.contains("version")
        ? "write it for older readers, as `h5py.File(..., libver='v110')` does"
        : "record it again: it was cut while being written, or was damaged"
    }

    /// The text that a function writes into 256 bytes.
    private static func text(_ write: (UnsafeMutablePointer<CChar>) -> Void) -> String {
      let bytes = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { bytes in
        unsafe bytes.initialize(repeating: 0)
        if let start = bytes.baseAddress { unsafe write(start) }
        return unsafe bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Files and groups.
  extension HDF5Library {
    /// Opens a file through a descriptor, which is duplicated.
    ///
    /// - Returns: The file, or why HDF5 refuses it.
    func open(_ descriptor: Int32, byteCount: UInt64) -> Result<Object, Refusal> {
      var file: Object = -1
      let reason = unsafe Self.text { unsafe file = fpaudit_hdf5_open(descriptor, byteCount, $0) }
      return file >= 0 ? .success(file) : .failure(Refusal(reason: reason))
    }

    /// Why HDF5 refuses something.
    struct Refusal: Error {
      let reason: String
    }

    /// Gives an object back.
    func close(_ object: Object) { if object >= 0 { H5Idec_ref(object) } }

    /// What an object is.
    enum Kind { case group, dataset, other }

    /// An object of a group, or nil.
    func open(_ name: [CChar], in group: Object) -> Object? {
      let object = unsafe H5Oopen(group, name, 0)
      return object >= 0 ? object : nil
    }

    func kind(of object: Object) -> Kind {
      switch H5Iget_type(object) {
      case H5I_GROUP: .group
      case H5I_DATASET: .dataset
      default: .other
      }
    }

    /// Where an object's header begins, which tells it from all others of its file.
    func address(of object: Object) -> UInt64 { UInt64(fpaudit_hdf5_address(object)) }

    /// A link of a group.
    struct Link {
      let name: [CChar]
      let kind: Kind
      enum Kind { case object, soft, external, other }
    }

    /// The links of a group by the bytes of their names; nil if they cannot be read.
    func links(of group: Object) -> [Link]? {
      var links: [Link] = []
      let status = unsafe withUnsafeMutablePointer(to: &links) { links in
        unsafe fpaudit_hdf5_links(
          group,
          { name, kind, context in
            // The context is the array below, which outlives the call; names end with a NUL.
            guard let name = unsafe name, let context = unsafe context else { return -1 }
            let links = unsafe context.assumingMemoryBound(to: [Link].self)
            let bytes = unsafe Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1))
            unsafe links.pointee.append(Link(name: bytes, kind: HDF5Library.linkKind(kind)))
            return 0
          }, links)
      }
      return status >= 0 ? links : nil
    }

    private static func linkKind(_ number: Int32) -> Link.Kind {
      switch H5L_type_t(number) {
      case H5L_TYPE_HARD: .object
      case H5L_TYPE_SOFT: .soft
      case H5L_TYPE_EXTERNAL: .external
      default: .other
      }
    }
  }

  /// Datasets.
  extension HDF5Library {
    /// What the header of a dataset says of its storage.
    struct Facts {
      var layout = H5D_layout_t(-1)
      var externalFileCount: Int32 = 0
      var filters: [HDF5Filter] = []
      /// The extents of a chunk; empty without chunks.
      var chunk: [Int] = []
      /// Whether chunks that reach beyond the shape go through no filter.
      var leavesEdgesAlone = false
      /// The bytes of an element that was never written; empty where they are zeros.
      var fill: [UInt8] = []
      /// The bytes that are stored.
      var storedByteCount: UInt64 = 0
      /// Where the elements lie in the file; nil where they are not one behind the other, or
      /// not there.
      var byteOffset: UInt64?
    }

    /// The facts of a dataset; nil if they cannot be read.
    func facts(of dataset: Object) -> Facts? {
      let creation = H5Dget_create_plist(dataset)
      guard creation >= 0 else { return nil }
      defer { H5Pclose(creation) }
      var facts = Facts()
      facts.layout = H5Pget_layout(creation)
      facts.externalFileCount = H5Pget_external_count(creation)
      guard let filters = filters(creation) else { return nil }
      facts.filters = filters
      if facts.layout == H5D_CHUNKED {
        let extents = unsafe self.extents { unsafe H5Pget_chunk(creation, 32, $0) }
        guard let chunk = extents else { return nil }
        facts.chunk = chunk
        var options: UInt32 = 0
        facts.leavesEdgesAlone =
          unsafe H5Pget_chunk_opts(creation, &options) >= 0
          && options & UInt32(H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS) != 0
        facts.fill = fill(dataset, creation)
      }
      // What lies elsewhere is not looked for.
      if facts.layout == H5D_VIRTUAL || facts.externalFileCount != 0 { return facts }
      facts.storedByteCount = H5Dget_storage_size(dataset)
      let offset = facts.layout == H5D_CONTIGUOUS ? UInt64(H5Dget_offset(dataset)) : .max
      facts.byteOffset = offset == .max ? nil : offset
      return facts
    }

    private func fill(_ dataset: Object, _ creation: Object) -> [UInt8] {
      var status = H5D_FILL_VALUE_UNDEFINED
      let type = H5Dget_type(dataset)
      defer { close(type) }
      guard unsafe H5Pfill_value_defined(creation, &status) >= 0, type >= 0,
        status == H5D_FILL_VALUE_USER_DEFINED, H5Tget_size(type) <= 8
      else { return [] }
      var bytes = [UInt8](repeating: 0, count: 8)
      let result = unsafe bytes.withUnsafeMutableBytes {
        unsafe H5Pget_fill_value(creation, type, $0.baseAddress)
      }
      return result >= 0 ? Array(bytes[..<H5Tget_size(type)]) : []
    }

    private func filters(_ creation: Object) -> [HDF5Filter]? {
      let count = H5Pget_nfilters(creation)
      guard count >= 0 else { return nil }
      return (0..<UInt32(count)).map { place in
        var (flags, parameterCount, settings): (UInt32, Int, UInt32) = (0, 0, 0)
        var number: H5Z_filter_t = -1
        let name = unsafe Self.text {
          unsafe number = H5Pget_filter2(
            creation, place, &flags, &parameterCount, nil, 255, $0, &settings)
        }
        return HDF5Filter(number: Int(number), storedName: name)
      }
    }

    /// The shape of a dataset: empty for a scalar, nil for one without values or of more
    /// than 2^63 along an axis.
    func shape(of dataset: Object) -> (shape: [Int]?, isNull: Bool) {
      let space = H5Dget_space(dataset)
      guard space >= 0 else { return (nil, false) }
      defer { H5Sclose(space) }
      switch H5Sget_simple_extent_type(space) {
      case H5S_SCALAR: return ([], false)
      case H5S_NULL: return (nil, true)
      default: return (unsafe extents { unsafe H5Sget_simple_extent_dims(space, $0, nil) }, false)
      }
    }

    /// The numbers that a call writes, of which there are at most 32.
    private func extents(_ read: (UnsafeMutablePointer<hsize_t>?) -> Int32) -> [Int]? {
      var numbers = [hsize_t](repeating: 0, count: 32)
      let count = unsafe numbers.withUnsafeMutableBufferPointer { unsafe read($0.baseAddress) }
      guard (0...32).contains(count) else { return nil }
      let extents = numbers[..<Int(count)].compactMap { Int(exactly: $0) }
      return extents.count == Int(count) ? extents : nil
    }

    /// The type of a dataset's elements; nil if it cannot be read.
    func elementType(of dataset: Object) -> HDF5Element? {
      let type = H5Dget_type(dataset)
      guard type >= 0 else { return nil }
      defer { H5Tclose(type) }
      let width = H5Tget_size(type)
      switch H5Tget_class(type) {
      case H5T_FLOAT: return HDF5Element(fields(of: type), byteWidth: width, order(of: type))
      case H5T_INTEGER:
        let letter = H5Tget_sign(type) == H5T_SGN_NONE ? "u" : "i"
        return HDF5Element(word: "\(letter)\(width)")
      case H5T_OPAQUE: return HDF5Element(word: "V\(width)")
      case H5T_STRING: return HDF5Element(word: "string")
      case H5T_COMPOUND: return HDF5Element(word: "compound")
      case H5T_ENUM: return HDF5Element(word: "enum")
      case H5T_BITFIELD: return HDF5Element(word: "bitfield")
      case H5T_REFERENCE: return HDF5Element(word: "reference")
      case H5T_VLEN: return HDF5Element(word: "variable length")
      case H5T_ARRAY: return HDF5Element(word: "array")
      default: return HDF5Element(word: "unknown")
      }
    }

    private func order(of type: Object) -> HDF5Element.Order {
      switch H5Tget_order(type) {
      case H5T_ORDER_LE: .little
      case H5T_ORDER_BE: .big
      default: .other
      }
    }

    private func fields(of type: Object) -> HDF5Element.Fields {
      var fields = HDF5Element.Fields()
      unsafe H5Tget_fields(
        type, &fields.sign, &fields.exponent, &fields.exponentCount, &fields.significand,
        &fields.significandCount)
      fields.bias = H5Tget_ebias(type)
      fields.hasImplicitBit = H5Tget_norm(type) == H5T_NORM_IMPLIED
      return fields
    }

    /// Opens a dataset by its path in a file.
    func dataset(_ path: String, of file: Object) -> Object? {
      let dataset = unsafe H5Dopen2(file, path, 0)
      return dataset >= 0 ? dataset : nil
    }

    /// Reads all elements of a dataset that is no more than a few kilobytes, as they lie in
    /// the file, or what stands in place of those that were never written.
    func readWhole(_ dataset: Object, _ words: inout [UInt64]) -> Bool {
      let type = H5Dget_type(dataset)
      defer { close(type) }
      return unsafe words.withUnsafeMutableBytes { bytes in
        // The words are as many as the elements take, by their number and width.
        unsafe type >= 0 && H5Dread(dataset, type, 0, 0, 0, bytes.baseAddress) >= 0
      }
    }

    /// A chunk as it is stored.
    struct StoredChunk {
      let bytes: [UInt8]
      /// A bit for each filter, in their order, that it has not gone through.
      let skippedFilters: UInt32
    }

    /// The chunk whose first element has some indices; without bytes where it was never
    /// written, nil if it cannot be read.
    ///
    /// - Parameter limit: The bytes of the file, above which no chunk is.
    func chunk(at start: [Int], of dataset: Object, limit: UInt64) -> StoredChunk? {
      let start = start.map(hsize_t.init)
      var (mask, address, count): (UInt32, haddr_t, hsize_t) = (0, .max, 0)
      guard unsafe H5Dget_chunk_info_by_coord(dataset, start, &mask, &address, &count) >= 0,
        count <= limit
      else { return nil }
      if address == .max || count == 0 { return StoredChunk(bytes: [], skippedFilters: 0) }
      var bytes = [UInt8](repeating: 0, count: Int(count))
      var skipped: UInt32 = 0
      let status = unsafe bytes.withUnsafeMutableBytes { bytes in
        unsafe H5Dread_chunk(dataset, 0, start, &skipped, bytes.baseAddress)
      }
      return status >= 0 ? StoredChunk(bytes: bytes, skippedFilters: skipped) : nil
    }

    /// Copies a run of elements of a chunk to their places.
    static func copy(
      _ run: HDF5Chunks.Run, of bytes: [UInt8], to words: inout [UInt64], width: Int
    ) {
      let from = run.from * width..<(run.from + run.count) * width
      let to = run.to * width..<(run.to + run.count) * width
      unsafe words.withUnsafeMutableBytes { words in
        unsafe bytes.withUnsafeBytes { bytes in
          // The slices check both ranges, which are of one length.
          let target = unsafe UnsafeMutableRawBufferPointer(rebasing: words[to])
          unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[from]))
        }
      }
    }
  }
#endif
