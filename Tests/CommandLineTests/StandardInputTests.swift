import Foundation
import Testing

@Suite("Standard input")
struct StandardInputTests {
  private static let array = "Tests/TensorFilesTests/Fixtures/lef4.npy"

  @Test("without a place to keep it is an error that says so")
  func noDirectory() throws {
    let run = try Tool.shell("cat \(Self.array) | TMPDIR=/no/such $FPAUDIT - --quiet")
    #expect(run.status == 2)
    #expect(
      run.error.contains(
        "fpaudit: standard input: cannot be kept in a temporary file in `/no/such`: No such file or "
          + "directory; set TMPDIR to a directory with room"), "\(run.error)")
  }

  @Test("that is larger than a file may be is an error, not the end of the process, nor a part")
  func limit() throws {
    let run = try Tool.shell(
      "head -c 3000000 /dev/zero | (ulimit -f 1000; $FPAUDIT - --quiet)")
    #expect(run.status == 2 && run.exited)
    #expect(
      run.error.contains("fpaudit: standard input: cannot be kept in a temporary file"),
      "\(run.error)")
    #expect(run.error.contains("File too large"), "\(run.error)")
  }

  @Test("an output that is larger than a file may be is an error, and nothing of it stays")
  func outputLimit() throws {
    let scratch = try Scratch()
    let run = try Tool.shell(
      "ulimit -f 1; $FPAUDIT Datasets/diverging --quiet --csv \(scratch.url.path)/a.csv")
    #expect(run.status == 2 && run.exited)
    #expect(run.error.contains("File too large"), "\(run.error)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path) == [])
  }

  @Test("is what a tensor that came from it before is said to come from")
  func duplicate() throws {
    let scratch = try Scratch()
    let run = try Tool.shell(
      "cp \(Self.array) '\(scratch.url.path)/standard input.npy'; cat \(Self.array) "
        + "| $FPAUDIT - '\(scratch.url.path)/standard input.npy' --quiet")
    #expect(run.status == 2)
    #expect(
      run.error.contains("step 0 has this tensor already, from standard input"), "\(run.error)")
  }
}
