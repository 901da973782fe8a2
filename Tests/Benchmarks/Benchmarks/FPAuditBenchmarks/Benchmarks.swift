import Benchmark
import FPAudit
import Foundation

/// All benchmarks; `run.py` says what their ratios mean.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock], timeUnits: .microseconds, warmupIterations: 2, maxDuration: .seconds(4),
    maxIterations: 40)
  limits()
  rounding()
  audits()
}

/// 64 MiB of binary32, as many values as fit.
private let valueCount = 1 << 24

private let singles = (0..<valueCount).map { index in
  // Magnitudes from 2^-40 to 2^20, so that every path of a kernel is taken.
  Float(sign: index & 1 == 0 ? .plus : .minus, exponent: index % 61 - 40, significand: 1)
    * (1 + Float(index % 1021) / 1021)
}
private let doubles = singles.map { Double($0) * 1.0000000001 }

/// The file that `run.py` makes: 256 MiB of resampled gradients.
private let path = ProcessInfo.processInfo.environment["FPAUDIT_BENCHMARK_FILE"] ?? ""

private func limits() {
  var target = [Float](repeating: 0, count: valueCount)
  Benchmark("memcpy 64 MiB") { benchmark in
    for _ in benchmark.scaledIterations {
      unsafe target.withUnsafeMutableBytes { target in
        unsafe singles.withUnsafeBytes { unsafe target.copyMemory(from: $0) }
      }
      blackHole(target[0])
    }
  }
  Benchmark("read 256 MiB") { benchmark in
    let file = try TensorFile(path: path)
    let buffer = ChunkBuffer()
    for _ in benchmark.scaledIterations {
      try file.forEachChunk(of: file.tensors[0], using: buffer) { blackHole($0.byteCount) }
    }
  }
  Benchmark("sum 256 MiB") { benchmark in
    let file = try TensorFile(path: path)
    let buffer = ChunkBuffer()
    for _ in benchmark.scaledIterations {
      var sum = SIMD16<Float>()
      try file.forEachChunk(of: file.tensors[0], using: buffer) { chunk in
        for offset in stride(from: 0, to: chunk.byteCount - 63, by: 64) {
          sum += unsafe chunk.unsafeLoad(fromByteOffset: offset, as: SIMD16<Float>.self)
        }
      }
      blackHole(sum)
    }
  }
}

private func rounding() {
  for format in [FloatFormat.binary16, .bfloat16] {
    let kernel = RoundingKernel(Projection(format))
    var values = [Float](repeating: 0, count: valueCount)
    Benchmark("fp32 to \(format.name) values") { benchmark in
      for _ in benchmark.scaledIterations {
        var target = values.mutableSpan
        kernel.round(singles.span, into: &target)
      }
      blackHole(values[0])
    }
    var codes = [UInt16](repeating: 0, count: valueCount)
    Benchmark("fp32 to \(format.name) codes") { benchmark in
      for _ in benchmark.scaledIterations {
        var target = codes.mutableSpan
        kernel.encode(singles.span, into: &target)
      }
      blackHole(codes[0])
    }
  }
  for format in [FloatFormat.binary32, .binary16] {
    let kernel = RoundingKernel(Projection(format))
    var values = [Double](repeating: 0, count: valueCount)
    Benchmark("fp64 to \(format.name) values") { benchmark in
      for _ in benchmark.scaledIterations {
        var target = values.mutableSpan
        kernel.round(doubles.span, into: &target)
      }
      blackHole(values[0])
    }
  }
}

private func audits() {
  let plan = AuditPlan(projections: FloatFormat.catalogue.map { Projection($0) })
  Benchmark("audit 256 MiB") { benchmark in
    for _ in benchmark.scaledIterations {
      let audit = Auditor(plan).audit(Recording(paths: [path]))
      precondition(audit.problems.isEmpty && audit.total.count == 1 << 26, "no such file: \(path)")
      blackHole(audit.verdicts)
    }
  }
}
