import Foundation

/// The built `fpaudit`, run as a user runs it.
enum Tool {
  /// What a run printed and returned.
  struct Run {
    let status: Int32
    let output: String
    let error: String
    /// Whether the process ended by itself, not by a signal or a trap.
    let exited: Bool
  }

  /// The top of the repository.
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The executable beside the test bundle.
  static let executable = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "fpaudit")

  /// Runs the tool at the top of the repository.
  static func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Run {
    try run(executable, arguments, environment)
  }

  static func run(arguments: [String]) throws -> Run { try run(executable, arguments, [:]) }

  /// Runs a shell line; `$FPAUDIT` in it is the tool.
  static func shell(_ line: String) throws -> Run {
    try run(URL(filePath: "/bin/bash"), ["-c", line], ["FPAUDIT": executable.path])
  }

  private static func run(
    _ executable: URL, _ arguments: [String], _ environment: [String: String]
  ) throws -> Run {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = root
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let directory = try Scratch()
    let output = directory.url.appending(path: "output")
    let error = directory.url.appending(path: "error")
    for file in [output, error] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: error)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus,
      output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: error), as: UTF8.self),
      exited: process.terminationReason == .exit)
  }
}

/// A directory that goes away with the value.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "fpaudit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of something inside.
  func path(_ name: String) -> String { url.appending(path: name).path }
}
