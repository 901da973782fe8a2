// swift-tools-version: 6.2
import PackageDescription

// A package of its own: only `make fuzz` builds it, with a sanitizer that brings the main
// loop, and with internal declarations open to it (`-enable-testing`).
let package = Package(
  name: "fpaudit-fuzzing",
  platforms: [.macOS("26.0")],
  dependencies: [.package(name: "fpaudit", path: "../..", traits: [])],
  targets: [
    // A header alone: the functions of libFuzzer, which `-sanitize=fuzzer` links.
    .systemLibrary(name: "CFuzzer", path: "Fuzzing/CFuzzer"),
    .executableTarget(
      name: "FuzzTargets",
      dependencies: [
        "CFuzzer",
        .product(name: "FloatEmulation", package: "fpaudit"),
        .product(name: "TensorFiles", package: "fpaudit"),
        .product(name: "GradientAudit", package: "fpaudit"),
        .product(name: "Conformance", package: "fpaudit"),
      ],
      path: "Fuzzing/FuzzTargets",
      swiftSettings: [
        .swiftLanguageMode(.v6),
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
      ]),
  ]
)
