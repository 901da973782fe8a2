#if HDF5
  /// What the datatype of a dataset says about one element.
  struct HDF5Element {
    /// The element type; of others than floats in the manner of NumPy's words.
    let elementType: ElementType
    /// Whether the most significant byte comes first.
    let isBigEndian: Bool

    /// The order of bytes.
    enum Order { case little, big, other }

    /// Where the parts of a floating-point number lie, in bits from the lowest.
    ///
    /// Source: HDF5 Reference Manual, `H5Tget_fields`, `H5Tget_ebias`, `H5Tget_norm`.
    struct Fields: Hashable {
      var sign = 0
      var exponent = 0
      var exponentCount = 0
      var significand = 0
      var significandCount = 0
      var bias = 0
      var hasImplicitBit = true

      init() {}

      /// Those of IEEE 754's arrangement.
      init(exponentCount: Int, significandCount: Int) {
        sign = exponentCount + significandCount
        exponent = significandCount
        self.exponentCount = exponentCount
        self.significandCount = significandCount
        bias = 1 << (exponentCount - 1) - 1
      }
    }

    /// A type that is not audited.
    init(word: String) {
      elementType = .unaudited(word)
      isBigEndian = false
    }

    /// A floating-point type; one that is none of those audited has the word `float` with
    /// its width.
    init(_ fields: Fields, byteWidth: Int, _ order: Order) {
      let known = Self.known[fields]
      let isKnown = known?.bitWidth == byteWidth * 8 && order != .other
      elementType = (isKnown ? known : nil) ?? .unaudited("float of \(byteWidth) bytes")
      isBigEndian = order == .big && byteWidth > 1
    }

    /// The types by their fields, which say nothing of special values: those of eight bits are
    /// the ones that HDF5 2.0 defines so.
    private static let known: [Fields: ElementType] = [
      Fields(exponentCount: 11, significandCount: 52): .float64,
      Fields(exponentCount: 8, significandCount: 23): .float32,
      Fields(exponentCount: 5, significandCount: 10): .float16,
      Fields(exponentCount: 8, significandCount: 7): .bfloat16,
      Fields(exponentCount: 5, significandCount: 2): .float8(.e5m2),
      Fields(exponentCount: 4, significandCount: 3): .float8(.e4m3fn),
    ]
  }
#endif
