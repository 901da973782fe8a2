#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif
#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What ran, and on what.
enum BuildDescription {
  /// The least version of the Swift compiler that may have built this.
  static var compiler: String {
    #if compiler(>=6.5)
      "Swift 6.5 or newer"
    #elseif compiler(>=6.4)
      "Swift 6.4"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #else
      "Swift 6.2"
    #endif
  }

  /// The processor's own name for itself, or the architecture.
  static var processor: String {
    let count = ProcessInfo.processInfo.activeProcessorCount
    return "\(processorName), \(count) threads"
  }

  /// A number that changes with the executable file (FNV-1a); nil if the file cannot
  /// be read.
  static var identity: String? {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: executablePath)) else { return nil }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in data { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return String(hash, radix: 16)
  }

  private static var executablePath: String {
    #if os(Linux)
      "/proc/self/exe"
    #else
      CommandLine.arguments[0]
    #endif
  }

  private static var processorName: String {
    #if os(Linux)
      let text = try? String(contentsOf: URL(fileURLWithPath: "/proc/cpuinfo"), encoding: .utf8)
      let line = text?.split(separator: "\n").first { $0.hasPrefix("model name") }
      let name = line?.split(separator: ":").last.map { $0.drop { $0 == " " } }
      return name.map(String.init) ?? architecture
    #else
      return architecture
    #endif
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "arm64"
    #else
      "unknown processor"
    #endif
  }
}
