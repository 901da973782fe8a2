internal import FloatEmulation
internal import TensorFiles

/// One reading of a tensor, and what is wanted of it.
struct TensorPass: Sendable {
  let file: TensorFile
  let tensor: StoredTensor
  let order: IndexOrder
  let query: TraceQuery
  let cellOutcomes: CellOutcomes
  let rounder: CellRounder
  let task: Task
  /// Whether each chunk's flags are wanted.
  let wantsMask: Bool
  /// Whether outcomes are counted, by slices too if the query asks for them.
  let counts: Bool

  /// What becomes of the values with a chosen outcome.
  enum Task: Sendable {
    /// Nothing more than being counted.
    case count
    /// All are listed.
    case list
    /// A selection is kept by each worker.
    case select
    /// They are counted by ranges of so many places in C order.
    case countRanges(length: Int)
    /// Those with places in a range are listed.
    case listRange(Range<Int>)
    /// The places in a range are noted.
    case markRange(Range<Int>)
  }

  /// What was made of a chunk.
  struct Product: Sendable {
    var counts = OutcomeCounts()
    var values: [TracedValue] = []
    /// Those of a range, to be put in order before all that is made of them is made.
    var candidates: [ValueSelector.Candidate] = []
    var places: [Int] = []
    var mask: [UInt8] = []
    var byteCount: UInt64 = 0
  }
}
