import Benchmark
import FPAudit
import Foundation

/// All benchmarks; `run.py` says what their ratios mean.
let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.wallClock], timeUnits: .microseconds, warmupIterations: 2, maxDuration: .seconds(3),
    maxIterations: 40)
  limits()
  rounding()
  audits()
}

/// 256 MiB of binary32, as many values as fit.
private let valueCount = 1 << 26

private let singles = (0..<valueCount).map { index in
  // Magnitudes from 2^-40 to 2^20, so that every path of a kernel is taken.
  Float(sign: index & 1 == 0 ? .plus : .minus, exponent: index % 61 - 40, significand: 1)
    * (1 + Float(index % 1021) / 1021)
}
private let doubles = singles[..<(valueCount / 2)].map { Double($0) * 1.0000000001 }

/// The file that `run.py` makes: 256 MiB of resampled gradients.
private let path = ProcessInfo.processInfo.environment["FPAUDIT_BENCHMARK_FILE"] ?? ""

private func limits() {
  var target = [Float](repeating: 1, count: valueCount)
  Benchmark("memcpy 256 MiB") { benchmark in
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
  Benchmark("sum the mapped 256 MiB, all threads") { benchmark in
    let threadCount = ProcessInfo.processInfo.activeProcessorCount
    for _ in benchmark.scaledIterations {
      DispatchQueue.concurrentPerform(iterations: threadCount) { thread in
        let values = mapped.bytes.extracting(last: byteCount)
        var sums = (SIMD16<Float>(), SIMD16<Float>())
        // All but a few of the last bytes.
        let size = byteCount / threadCount / 128 * 128
        for offset in stride(from: thread * size, to: (thread + 1) * size, by: 128) {
          sums.0 += unsafe values.unsafeLoadUnaligned(
            fromUncheckedByteOffset: offset, as: SIMD16<Float>.self)
          sums.1 += unsafe values.unsafeLoadUnaligned(
            fromUncheckedByteOffset: offset + 64, as: SIMD16<Float>.self)
        }
        blackHole(sums)
      }
    }
  }
}

/// The file of gradients, mapped once, its values the last bytes: the rounds that do not count
/// bring its pages in, as the first one does for NumPy.
private let mapped = (try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped)) ?? Data()

/// How many bytes all values have.
private let byteCount = valueCount * MemoryLayout<Float>.size

private func rounding() {
  for format in [FloatFormat.binary16, .bfloat16, .e4m3fn, .e5m2] {
    codes("fp32 to \(format) codes", Projection(format))
    values("fp32 to \(format) values", Projection(format))
  }
  for name in ["towardZero", "towardPositive", "toOdd", "stochasticA8", "stochasticC16"] {
    guard let direction = RoundingDirection(named: name) else { fatalError("no such direction") }
    codes("fp32 to fp16 codes, \(name)", Projection(.binary16, direction: direction))
  }
  small("fp32 to fp16 values, 16 KiB", RoundingKernel(Projection(.binary16)))
  inPlace("fp32 to fp16 in place", RoundingKernel(Projection(.binary16)))
  concurrently("fp32 to fp16 codes, all threads", RoundingKernel(Projection(.binary16)))
  wide("fp64 to fp16 values", RoundingKernel(Projection(.binary16)))
  wide("fp64 to fp32 values", RoundingKernel(Projection(.binary32)))
}

private func codes(_ name: String, _ projection: Projection) {
  let kernel = RoundingKernel(projection)
  if projection.format.bitWidth <= 8 {
    codes(name, kernel, UInt8.self)
  } else {
    codes(name, kernel, UInt16.self)
  }
}

private func codes<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
  _ name: String, _ kernel: RoundingKernel, _: Code.Type
) {
  Benchmark(name) { benchmark in
    var codes = [Code](repeating: 1, count: valueCount)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      var target = codes.mutableSpan
      kernel.encode(singles.span, into: &target)
    }
    benchmark.stopMeasurement()
    blackHole(codes[0])
  }
}

private func concurrently(_ name: String, _ kernel: RoundingKernel) {
  Benchmark(name) { benchmark in
    var codes = [UInt16](repeating: 1, count: valueCount)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      var target = codes.mutableSpan
      kernel.encodeConcurrently(singles.span, into: &target)
    }
    benchmark.stopMeasurement()
    blackHole(codes[0])
  }
}

private func values(_ name: String, _ projection: Projection) {
  let kernel = RoundingKernel(projection)
  Benchmark(name) { benchmark in
    var values = [Float](repeating: 1, count: valueCount)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      var target = values.mutableSpan
      kernel.round(singles.span, into: &target)
    }
    benchmark.stopMeasurement()
    blackHole(values[0])
  }
}

/// As many values as everywhere, in a buffer that fits into the first cache.
private func small(_ name: String, _ kernel: RoundingKernel) {
  let count = 1 << 12
  let source = Array(singles[..<count])
  Benchmark(name) { benchmark in
    var values = [Float](repeating: 1, count: count)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      for _ in 0..<valueCount / count {
        var target = values.mutableSpan
        kernel.round(source.span, into: &target)
      }
    }
    benchmark.stopMeasurement()
    blackHole(values[0])
  }
}

private func inPlace(_ name: String, _ kernel: RoundingKernel) {
  Benchmark(name) { benchmark in
    var values = singles
    values[0] = 1
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      var target = values.mutableSpan
      kernel.round(&target)
    }
    benchmark.stopMeasurement()
    blackHole(values[0])
  }
}

private func wide(_ name: String, _ kernel: RoundingKernel) {
  Benchmark(name) { benchmark in
    var values = [Double](repeating: 1, count: doubles.count)
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations {
      var target = values.mutableSpan
      kernel.round(doubles.span, into: &target)
    }
    benchmark.stopMeasurement()
    blackHole(values[0])
  }
}

private func audits() {
  let formats = [FloatFormat.binary64, .binary32, .bfloat16, .binary16]
  let plan = AuditPlan(projections: formats.map { Projection($0) })
  audit("audit 256 MiB", plan)
  audit("audit 256 MiB, one thread", plan, threadCount: 1)
  let few = AuditPlan(projections: formats.map { Projection($0) }, scales: [.one])
  audit("audit 256 MiB, 4 cells", few)
  let many = AuditPlan(
    projections: (3...22).compactMap { try? FloatFormat(named: "e5m\($0)") }.map { Projection($0) },
    scales: (-20...29).map { LossScale(powerOfTwo: $0) })
  audit("audit 256 MiB, 1000 cells", many)
  auditMapped("audit the mapped 256 MiB", plan)
  auditMapped("audit the mapped 256 MiB, one thread", plan, threadCount: 1)
}

/// The engine alone, without reading: of memory that is there, as other libraries are measured.
private func auditMapped(
  _ name: String, _ plan: AuditPlan, threadCount: Int = Auditor.processorCount
) {
  Benchmark(name) { benchmark in
    for _ in benchmark.scaledIterations {
      var builder = AuditBuilder(plan: plan, threadCount: threadCount)
      builder.add(
        tensor: "gradients", elements: mapped.bytes.extracting(last: byteCount), as: .float32)
      ask(builder.finish())
    }
  }
}

/// Asks an audit of the file for all counts.
private func ask(_ audit: Audit) {
  precondition(audit.problems.isEmpty && audit.total.count == valueCount, "no such file: \(path)")
  for projection in audit.plan.projections.indices {
    for scale in audit.plan.scales.indices {
      blackHole(audit.total.outcomes(projection: projection, scale: scale))
    }
  }
}

private func audit(
  _ name: String, _ plan: AuditPlan, threadCount: Int = Auditor.processorCount
) {
  Benchmark(name) { benchmark in
    for _ in benchmark.scaledIterations {
      ask(Auditor(plan, threadCount: threadCount).audit(Recording(paths: [path])))
    }
  }
}
