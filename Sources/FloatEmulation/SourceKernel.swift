/// The kernels of one source type.
struct SourceKernel<Source: KernelSource>: Sendable {
  /// What ties-to-even has for itself.
  enum NearestEven {
    case natural(NearestEvenAddition<Source, NaturalRoute>)
    case overflow(NearestEvenAddition<Source, OverflowRoute>)
    case separate(NearestEvenAddition<Source, SeparateRoute>)
    case integers(NearestEvenIntegers<Source>)
  }

  let constants: KernelConstants<Source>
  private let direction: RoundingDirection
  private let nearestEven: NearestEven?

  /// nil if the source type is too narrow for the projection.
  init?(_ projection: Projection) {
    guard let constants = KernelConstants(Source.self, projection) else { return nil }
    self.constants = constants
    direction = projection.direction
    nearestEven = direction == .tiesToEven ? NearestEven(constants, projection) : nil
  }

  /// Rounds a buffer; see `BlockKernel.run`.
  func round(
    _ source: UnsafePointer<Source>, into target: UnsafeMutablePointer<Source>, count: Int,
    from first: UInt64, streams: Bool, _ random: RandomStream
  ) {
    @inline(__always)
    func run(_ kernel: some BlockKernel<Source, Source>) {
      unsafe kernel.run(source, into: target, count: count, from: first, streams: streams)
    }
    switch nearestEven {
    case .natural(let kernel): run(NearestEvenValues(kernel: kernel))
    case .overflow(let kernel): run(NearestEvenValues(kernel: kernel))
    case .separate(let kernel): run(NearestEvenValues(kernel: kernel))
    case .integers(let kernel): run(NearestEvenValues(kernel: kernel))
    case nil: run(values(random))
    }
  }

  /// Rounds a buffer to codes; see `BlockKernel.run`.
  @inline(__always)
  func encode<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: UnsafePointer<Source>, into codes: UnsafeMutablePointer<Code>, count: Int,
    from first: UInt64, streams: Bool, _ random: RandomStream
  ) {
    @inline(__always)
    func run(_ kernel: some BlockKernel<Source, Code>) {
      unsafe kernel.run(source, into: codes, count: count, from: first, streams: streams)
    }
    switch nearestEven {
    // With codes the route differs only where a NaN overflows.
    case .natural(let kernel): run(NearestEvenCodes(kernel: kernel))
    case .overflow(let kernel): run(NearestEvenCodes(kernel: kernel))
    case .separate(let kernel): run(NearestEvenCodes(kernel: kernel))
    case .integers(let kernel): run(NearestEvenCodes(kernel: kernel))
    case nil: run(NarrowedBlocks(wide: self.codes(random)))
    }
  }

  /// The general kernel for values.
  func values(_ random: RandomStream) -> GeneralKernel<RoundedValue<Source>> {
    GeneralKernel(constants: constants, direction: direction, random: random)
  }

  /// The general kernel for codes.
  func codes(_ random: RandomStream) -> GeneralKernel<RoundedCode<Source>> {
    GeneralKernel(constants: constants, direction: direction, random: random)
  }
}

extension SourceKernel.NearestEven {
  /// nil if the general kernel is to do it.
  fileprivate init?(_ constants: KernelConstants<Source>, _ projection: Projection) {
    if let kernel = NearestEvenIntegers(constants, projection.format) {
      self = .integers(kernel)
    } else if let kernel = NearestEvenAddition(constants, projection, NaturalRoute.self) {
      self = .natural(kernel)
    } else if let kernel = NearestEvenAddition(constants, projection, OverflowRoute.self) {
      self = .overflow(kernel)
    } else if let kernel = NearestEvenAddition(constants, projection, SeparateRoute.self) {
      self = .separate(kernel)
    } else {
      return nil
    }
  }
}
