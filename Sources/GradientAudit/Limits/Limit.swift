public import FloatEmulation

/// A limit on what a format may do to a recording, as one line of text.
///
///     limit     = [aggregation "("] cell [")"] comparison bound ["?"]
///     cell      = format ["@" scale] "." quantity ["{" patterns "}"]
///     scale     = number | "2^" integer | "best" | "each" | "recorded"    best unless given
///     quantity  = "underflow" | "subnormal" | "overflow" | "lost" | "nan" | "infinite"
///               | "zero" | "safe-scales" | "sqnr" | "norm-lost" | "largest-error"
///               | "mean-error"
///     comparison = ">" | ">=" | "<" | "<=" | "==" | "!="        the condition that fails
///     bound     = literal | "baseline" ["+" literal | "*" number]
///     literal   = number ("%" | "ppm") | "0" for a share, number for a count,
///                 number "dB" | "0" for sqnr
///
/// `fp16.underflow>0.5%` fails when more than 0.5% of the finite, non-zero values
/// underflow in FP16 at the best scale. `each(fp16@1024.underflow{**.weight,!head.*})>2%`
/// fails when more than 2% of any one weight at any one step do at 2^10, the head's
/// not counted.
///
/// Formats are the catalogue's and custom ones, patterns a ``TensorFilter``, aggregations
/// those of ``LimitAggregation``: over tensors at steps, `total` unless given. Blanks may
/// stand between words and signs. An expression under which no tensor falls is an error
/// when it is evaluated, unless `?` stands at its end. Comparisons are exact: 5 of 1,000
/// is not more than 0.5%.
public struct Limit: Hashable, Sendable, CustomStringConvertible {
  /// How the numbers of tensors at steps become one.
  public let aggregation: LimitAggregation
  /// The format.
  public let format: FloatFormat
  /// The scale.
  public let scale: LimitScale
  /// What is limited.
  public let quantity: LimitQuantity
  /// The tensors that are looked at.
  public let tensors: TensorFilter
  /// The condition that fails.
  public let comparison: LimitComparison
  /// What is compared with.
  public let bound: LimitBound
  /// Whether the limit is kept where no tensor falls under it.
  public let allowsNoTensor: Bool

  /// Reads a limit.
  ///
  /// - Throws: ``LimitSyntaxError`` that says what is wrong, where, and what to write.
  public init(_ text: String) throws(LimitSyntaxError) {
    var parser = LimitParser(text, assigned: nil)
    self = try parser.limit()
  }

  /// Reads a limit that more breaches, written with `=` for shells and for YAML:
  /// `fp16.underflow=0.5%` is `fp16.underflow>0.5%`.
  ///
  /// - Throws: ``LimitSyntaxError``.
  public init(maximum text: String) throws(LimitSyntaxError) {
    var parser = LimitParser(text, assigned: .greater)
    self = try parser.limit()
  }

  /// Reads a limit that less breaches: `fp16.safe-scales=3` is `fp16.safe-scales<3`.
  ///
  /// - Throws: ``LimitSyntaxError``.
  public init(minimum text: String) throws(LimitSyntaxError) {
    var parser = LimitParser(text, assigned: .less)
    self = try parser.limit()
  }

  init(
    aggregation: LimitAggregation, format: FloatFormat, scale: LimitScale,
    quantity: LimitQuantity, tensors: TensorFilter, comparison: LimitComparison,
    bound: LimitBound, allowsNoTensor: Bool
  ) {
    self.aggregation = aggregation
    self.format = format
    self.scale = scale
    self.quantity = quantity
    self.tensors = tensors
    self.comparison = comparison
    self.bound = bound
    self.allowsNoTensor = allowsNoTensor
  }

  /// The limit as canonical text, which reads back as an equal limit.
  public var description: String {
    let cell =
      format.name + (scale == .best ? "" : "@\(scale)") + ".\(quantity.rawValue)"
      + (tensors == .all ? "" : "{\(tensors)}")
    return (aggregation == .total ? cell : "\(aggregation.rawValue)(\(cell))")
      + "\(comparison.rawValue)\(bound)\(allowsNoTensor ? "?" : "")"
  }
}
