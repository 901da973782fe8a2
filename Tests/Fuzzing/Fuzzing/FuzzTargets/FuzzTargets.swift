#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The readers under attack.
enum FuzzTargets {
  /// All of them.
  static let all = [
    FuzzTarget(
      name: "npy", run: { TensorFileCheck.run($0, named: "a.npy") }, repair: NumPyRepair.repair),
    FuzzTarget(
      name: "npz", run: { TensorFileCheck.run($0, named: "a.npz") }, repair: ZipRepair.repair),
    FuzzTarget(name: "zip", run: ZipCheck.run, repair: ZipRepair.repair),
    FuzzTarget(
      name: "safetensors", run: { TensorFileCheck.run($0, named: "a.safetensors") },
      repair: SafetensorsRepair.repair),
    FuzzTarget(name: "shards", run: ShardCheck.run),
    FuzzTarget(name: "pickle", run: PickleCheck.run),
    FuzzTarget(
      name: "torch", run: { TensorFileCheck.run($0, named: "a.pt") }, repair: ZipRepair.repair),
    FuzzTarget(name: "torch-legacy", run: { TensorFileCheck.run($0, named: "a.pt") }),
    FuzzTarget(name: "arrays", run: { TensorFileCheck.run($0, named: "a.pkl") }),
    FuzzTarget(name: "fphist", run: HistogramCheck.run, repair: HistogramRepair.repair),
    FuzzTarget(name: "manifest", run: ManifestCheck.run),
    FuzzTarget(name: "limits", run: LimitCheck.run),
    FuzzTarget(name: "vectors", run: VectorFileCheck.run),
    FuzzTarget(name: "testfloat", run: VectorFileCheck.runTestFloat),
    FuzzTarget(name: "formats", run: FormatCheck.run),
    FuzzTarget(name: "scales", run: ScaleCheck.run),
    FuzzTarget(name: "filters", run: FilterCheck.run),
  ]

  /// The one that `FUZZ_TARGET` names.
  static let chosen: FuzzTarget? = {
    // The text is copied before anyone changes the environment.
    guard let name = unsafe getenv("FUZZ_TARGET").map({ unsafe String(cString: $0) }) else {
      return nil
    }
    return all.first { $0.name == name }
  }()
}
