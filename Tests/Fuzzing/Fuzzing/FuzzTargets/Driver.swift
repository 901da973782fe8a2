internal import CFuzzer
internal import Foundation

// What libFuzzer calls, and all of this program's unsafe code but zlib's.
//
// `FUZZ_TARGET=npy FuzzTargets CORPUS -max_len=4096`: all else are libFuzzer's arguments. The
// name is a variable of the environment since libFuzzer starts itself again to merge.
// `FUZZ_SEEDS=DIRECTORY FuzzTargets RECORDING…` writes seeds. Alone it lists the targets.

/// Called once, before libFuzzer reads the command line.
@_cdecl("LLVMFuzzerInitialize")
public func begin(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>
) -> Int32 {
  if FuzzTargets.chosen != nil { return 0 }
  guard let directory = ProcessInfo.processInfo.environment["FUZZ_SEEDS"] else {
    print(FuzzTargets.all.map(\.name).joined(separator: "\n"))
    exit(0)
  }
  do {
    try SeedFiles(directory: URL(filePath: directory))
      .write(countingEach: Array(CommandLine.arguments.dropFirst()))
    exit(0)
  } catch {
    print(error)
    exit(2)
  }
}

/// Reads an input.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  // libFuzzer owns the bytes, for the time of the call.
  unsafe FuzzTargets.chosen?.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

/// Changes an input as libFuzzer would; of three mutants in four, what a reader checks
/// first (lengths, checksums) is made right again, so that the others get further.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutate(
  _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ limit: Int, _ seed: UInt32
) -> Int {
  // libFuzzer owns `limit` bytes, of which `count` are the input.
  let count = unsafe LLVMFuzzerMutate(bytes, count, limit)
  guard seed % 4 != 0, let target = FuzzTargets.chosen else { return count }
  let mutant = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
  guard let repaired = target.repair(mutant), repaired.count <= limit else { return count }
  return unsafe UnsafeMutableBufferPointer(start: bytes, count: limit)
    .update(fromContentsOf: repaired)
}
