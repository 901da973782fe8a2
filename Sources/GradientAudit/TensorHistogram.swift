public import TensorFiles

/// How the values of one tensor at one step are distributed.
public struct TensorHistogram: Hashable, Sendable {
  /// The step number; 0 where the path has none.
  public internal(set) var step: Int
  /// The tensor's name.
  public internal(set) var tensor: String
  /// The type of the stored elements.
  public internal(set) var elementType: ElementType
  /// The tensor's shape; empty for a single value.
  public internal(set) var shape: [Int]
  /// The file that holds it.
  public internal(set) var path: String
  /// A checksum of the first and last kilobytes of its data, by which parts of different
  /// data are told.
  var checksum: UInt32
  var histogram: MagnitudeHistogram

  /// The number of elements.
  public let elementCount: Int

  /// The elements that are counted, unless they are all.
  private var countedPart: RangeSet<Int>?

  /// The rank that wrote it, which stands before its name; nil for none, or the one that
  /// was asked for.
  public internal(set) var rank: Rank?

  /// The loss scale that was in the recorded values and is undone; nil where none is known.
  ///
  /// What is counted is the quotients.
  public internal(set) var recordedScale: LossScale?

  init(
    step: Int, tensor: String, elementType: ElementType, shape: [Int], path: String,
    checksum: UInt32, counted: RangeSet<Int>, histogram: MagnitudeHistogram, elementCount: Int,
    rank: Rank? = nil, recordedScale: LossScale? = nil
  ) {
    self.step = step
    self.tensor = tensor
    self.elementType = elementType
    self.shape = shape
    self.path = path
    self.checksum = checksum
    self.histogram = histogram
    self.elementCount = elementCount
    self.rank = rank
    self.recordedScale = recordedScale
    self.counted = counted
  }

  /// The elements that are counted, by their places in the file.
  public internal(set) var counted: RangeSet<Int> {
    get { countedPart ?? RangeSet(0..<elementCount) }
    set { countedPart = newValue == RangeSet(0..<elementCount) ? nil : newValue }
  }

  /// Whether all elements are counted.
  public var isComplete: Bool { countedCount == elementCount }

  /// How many elements are counted: as many as are in the bins.
  public var countedCount: Int { Int(histogram.count) }

  /// Whether there is anything to tell: some values are counted, or there are none.
  var hasCounts: Bool { elementCount == 0 || countedPart?.isEmpty != true }

  /// What no two tensors of a recording share.
  var key: TensorKey { TensorKey(step: step, name: ByteName(tensor)) }

  /// Why the values of another histogram cannot be added to this one; nil if they can.
  func conflict(with other: TensorHistogram) -> String? {
    if elementType != other.elementType || shape != other.shape {
      return "is \(other.summary) in one and \(summary) in the other"
    }
    if recordedScale != other.recordedScale {
      return "has a recorded scale of \(other.scaleText) in one and of \(scaleText) in the other"
    }
    if checksum != other.checksum { return "has other values in one than in the other" }
    let isCountedTwice = !counted.intersection(other.counted).isEmpty
    return isCountedTwice ? "has values that both have counted" : nil
  }

  /// Adds the values of another part of the same tensor.
  mutating func merge(_ other: TensorHistogram) {
    counted.formUnion(other.counted)
    histogram.merge(other.histogram)
    path = path.utf8.lexicographicallyPrecedes(other.path.utf8) ? path : other.path
  }

  private var scaleText: String { recordedScale?.description ?? "unknown size" }

  private var summary: String {
    "\(elementType.name)[\(shape.map(String.init).joined(separator: ", "))]"
  }
}

/// A step and the name of a tensor.
struct TensorKey: Hashable, Sendable {
  let step: Int
  let name: ByteName
}
