// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users of the libraries do not resolve what only
// the benchmarks need.
let package = Package(
  name: "fpaudit-benchmarks",
  platforms: [.macOS("26.0")],
  dependencies: [
    .package(name: "fpaudit", path: "../.."),
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "FPAuditBenchmarks",
      dependencies: [
        .product(name: "FPAudit", package: "fpaudit"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/FPAuditBenchmarks",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ]
)
