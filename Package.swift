// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "fpaudit",
  platforms: [.macOS("26.0")],
  products: [
    .executable(name: "fpaudit", targets: ["CommandLineTool"]),
    .library(name: "FPAudit", targets: ["FPAudit"]),
    .library(name: "FloatEmulation", targets: ["FloatEmulation"]),
    .library(name: "TensorFiles", targets: ["TensorFiles"]),
    .library(name: "GradientAudit", targets: ["GradientAudit"]),
    .library(name: "Conformance", targets: ["Conformance"]),
  ],
  traits: [
    .default(enabledTraits: ["MPFR"]),
    .trait(name: "MPFR", description: "Ground truth from libmpfr, for `fpaudit verify`."),
    .trait(name: "HDF5", description: "Reads HDF5 files by libhdf5."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    .target(
      name: "FloatEmulation", dependencies: ["CInstructionSet"], swiftSettings: strict),
    .target(
      name: "TensorFiles",
      dependencies: [
        "CChecksum", "CZlib", .target(name: "CHDF5", condition: .when(traits: ["HDF5"])),
      ],
      swiftSettings: strict),
    .target(
      name: "GradientAudit",
      dependencies: ["FloatEmulation", "TensorFiles", "CInstructionSet"],
      swiftSettings: strict),
    // A header alone: what the processor has and Swift has no words for.
    .systemLibrary(name: "CInstructionSet"),
    // A header alone: a checksum by the processor's own multiplication.
    .systemLibrary(name: "CChecksum"),
    .systemLibrary(
      name: "CMPFR",
      pkgConfig: "mpfr",
      providers: [.apt(["libmpfr-dev", "libgmp-dev"]), .brew(["mpfr", "gmp"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
    .target(
      name: "MPFROracle",
      dependencies: [
        "FloatEmulation",
        .target(name: "CMPFR", condition: .when(traits: ["MPFR"])),
      ],
      swiftSettings: strict),
    .target(
      name: "Conformance",
      dependencies: ["FloatEmulation"],
      swiftSettings: strict),
    .target(
      name: "AuditReports",
      dependencies: [
        "GradientAudit",
        "FloatEmulation",
        "TensorFiles",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [
        .embedInCode("Templates/advice.mustache"),
        .embedInCode("Templates/foot.mustache"),
        .embedInCode("Templates/head.mustache"),
        .embedInCode("Templates/memory.mustache"),
        .embedInCode("Templates/page.mustache"),
        .embedInCode("Templates/panel.mustache"),
        .embedInCode("Templates/replay.mustache"),
        .embedInCode("Templates/table.mustache"),
        .embedInCode("Templates/updates.mustache"),
        .embedInCode("Templates/page.css"),
      ],
      swiftSettings: strict),
    .target(
      name: "FPAudit",
      dependencies: [
        "FloatEmulation", "TensorFiles", "GradientAudit", "Conformance", "AuditReports",
      ],
      swiftSettings: strict),
    // Not named like its product: FPAudit and fpaudit are one name on macOS file systems.
    .executableTarget(
      name: "CommandLineTool",
      dependencies: [
        "FloatEmulation", "TensorFiles", "GradientAudit", "Conformance", "AuditReports",
        "MPFROracle",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .testTarget(
      name: "FloatEmulationTests",
      dependencies: ["FloatEmulation", "MPFROracle", "Conformance"],
      swiftSettings: strict),
    .testTarget(
      name: "ConformanceTests",
      dependencies: ["Conformance", "FloatEmulation"],
      exclude: ["Vectors"],
      swiftSettings: strict),
    .testTarget(
      name: "TensorFilesTests",
      dependencies: ["TensorFiles"],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "GradientAuditTests",
      dependencies: ["GradientAudit", "FloatEmulation", "TensorFiles"],
      exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "AuditReportsTests",
      dependencies: ["AuditReports", "GradientAudit", "FloatEmulation", "TensorFiles"],
      swiftSettings: strict),
    .testTarget(
      name: "CommandLineTests",
      dependencies: ["CommandLineTool", "FPAudit"],
      swiftSettings: strict),
  ]
)
