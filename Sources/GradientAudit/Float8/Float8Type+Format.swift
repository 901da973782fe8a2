public import FloatEmulation
public import TensorFiles

extension Float8Type {
  /// The format of the type's codes.
  public var format: FloatFormat {
    switch self {
    case .e4m3fn: .e4m3fn
    case .e5m2: .e5m2
    case .e4m3fnuz: .e4m3fnuz
    case .e5m2fnuz: .e5m2fnuz
    case .e8m0fnu: .e8m0fnu
    case .e4m3: .e4m3
    case .e4m3b11fnuz: .e4m3b11fnuz
    case .e3m4: .e3m4
    }
  }

  /// The value of every code, exactly; NaN without its payload.
  var values: [Double] { (0...UInt64(UInt8.max)).map(format.decode) }
}
