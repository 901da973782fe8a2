import FPAudit
import Foundation
import Testing

@Suite("fpaudit explain, compare, presets and formats in detail")
struct NumericsCommandTests {
  private func isNarrow(_ text: String) -> Bool {
    text.split(separator: "\n").allSatisfy { $0.count <= 80 }
  }

  @Test("explain shows a value in all formats within 80 columns, whatever the value")
  func table() throws {
    for value in ["65519.99", "1e-8", "nan", "inf", "0", "1e-300", "1e308", "0x1p-1074", "3"] {
      let run = try Tool.run("explain", value)
      #expect(run.status == 0)
      #expect(isNarrow(run.output), "\(value)")
      #expect(run.output.contains("\ne8m0fnu "))
    }
    let run = try Tool.run("explain", "65519.99")
    #expect(run.output.contains("65519.9899999999979627318680286407470703125"))
    let wrong = try Tool.run("explain", "65519.99999999999").output
    #expect(wrong.contains("fp16 by way of fp32 would be inf, not 65504"))
  }

  @Test("explain explains the value that is rounded, not the one that was written")
  func chains() throws {
    // binary32 makes a tie of it, which PyTorch then rounds.
    let value = "0x1.0020000001p0"
    func row(_ arguments: String...) throws -> String {
      let output = try Tool.run(arguments: ["explain"] + arguments).output
      return String(try #require(output.split(separator: "\n").first { $0.hasPrefix("fp16 ") }))
    }
    #expect(try row(value).hasSuffix("0.5 ulp  nearer"))
    #expect(try row(value, "--preset", "torch").hasSuffix("-0.5 ulp  tie"))
    let torch = try Tool.run("explain", value, "--preset", "torch").output
    #expect(torch.contains("\nfp32 makes the value 1.00048828125 first\n"))
    #expect(torch.contains("\nfp16, rounded once, would be 1.0009765625, not 1\n"))
    let tiny = try row("1e-40", "--from", "fp32", "--flush", "operands")
    #expect(tiny.hasSuffix("  flushed operand"))
    #expect(try row("1e-40", "--flush", "operands").hasSuffix("underflow, nearer"))
  }

  @Test("explain takes negative values as they are, and all formats at length")
  func negativeValues() throws {
    for arguments in [["-465", "--to", "e4m3fn"], ["--to", "e4m3fn", "--", "-465"]] {
      let run = try Tool.run(arguments: ["explain"] + arguments)
      #expect(run.status == 0)
      #expect(run.output.contains("e4m3fn, tiesToEven: nan\n"))
      #expect(run.output.contains("-448 0xFE"))
    }
    #expect(try Tool.run("explain", "-inf").output.hasPrefix("-inf is fp64 0xFFF0000000000000\n"))
    let tie = try Tool.run("explain", "-432", "--to", "e4m3fn").output
    #expect(tie.contains("a tie goes to the even code: 0xFE is even, 0xFD is odd"))
    let all = try Tool.run("explain", "0.1", "--to", "all").output
    #expect(FloatFormat.catalogue.allSatisfy { all.contains("\n\($0.name), tiesToEven: ") })
  }

  @Test("explain and round tell a negative number from an option that they do not know")
  func misspeltOptions() throws {
    for (line, message) in [
      ("explain 1 --form fp32", "there is no option `--form`; did you mean `--from`?"),
      ("explain 1 --form=fp32", "there is no option `--form`; did you mean `--from`?"),
      ("explain 1 --directon rtz", "there is no option `--directon`; did you mean `--direction`?"),
      ("explain 1 --nonsense", "there is no option `--nonsense`"),
      ("explain 1 -q", "`-q` is no number"), ("explain --", "there is no value"),
      ("explain 1 2", "one value is explained at a time, not 1 2"),
      ("explain 1 --preset p3109-satnone", "name one with --to"),
      ("round 1 --to fp16 --form fp32", "there is no option `--form`; did you mean `--from`?"),
    ] {
      let run = try Tool.shell("$FPAUDIT \(line)")
      #expect(run.status == 2 && run.error.contains(message), "\(line): \(run.error)")
    }
    for line in ["explain --help", "explain -h", "explain -465 --help", "round -1 --help"] {
      let run = try Tool.shell("$FPAUDIT \(line)")
      #expect(run.status == 0 && run.output.contains("USAGE: fpaudit "), "\(line): \(run.error)")
    }
  }

  @Test("a NaN keeps its sign where it is repeated")
  func negativeNaN() throws {
    let explained = try Tool.run("explain", "-nan", "--to", "fp16").output
    #expect(explained.hasPrefix("-nan is fp64 0xFFF8000000000000\n"))
    #expect(explained.contains("0xFE00 = 1 | 11111 | 1000000000"))
    #expect(try Tool.run("round", "-nan", "--to", "fp16").output.hasPrefix("-nan\n"))
    #expect(try Tool.run("round", "nan", "--to", "fp16").output.hasPrefix("nan\n"))
  }

  @Test("explain says what a stack makes of a value before the last rounding")
  func arrivals() throws {
    func page(_ arguments: String...) throws -> String {
      let output = try Tool.run(arguments: ["explain"] + arguments).output
      #expect(isNarrow(output))
      return output
    }
    let torch = try page("0x1.0020000001p0", "--to", "fp16", "--preset", "torch")
    #expect(torch.contains("  by way of   fp32, which makes it 1.00048828125\n"))
    #expect(torch.contains("this is the tie"))
    #expect(torch.contains("rounded once it would be 1.0009765625"))
    // The first rounding is to nearest, whatever the direction of the second.
    let f16c = try page("0x0.ffffffffffp0", "--to", "fp16", "--preset", "f16c-rtz")
    #expect(f16c.contains("fp16, towardZero: 1\n"))
    #expect(f16c.contains("rounded once it would be 0.99951171875: fp32 makes the value 1,"))
    let scale = try page(
      "0x1.000004p-127", "--from", "fp32", "--to", "e8m0fnu", "--preset", "torch")
    #expect(scale.contains("  taken for   1.1754943508222875e-38, as the converter reads it\n"))
    let flushed = try page("1e-40", "--to", "bf16", "--preset", "avx512_bf16")
    #expect(flushed.contains("the value is subnormal where it comes from, and flushed to zero"))
    let up = try page("5e-8", "--to", "fp16", "--flush", "results")
    #expect(up.contains("the result would be subnormal, and is flushed to zero"))
    for value in ["1e-320", "1e-40", "0x1p-126"] { _ = try page(value, "--flush", "both") }
  }

  @Test("an error in ulp is the same wherever it is shown")
  func errors() throws {
    for (value, format, error) in [
      ("1.0001", "fp16", "-0.1024 ulp"), ("1e-8", "fp16", "-0.1678 ulp"),
      ("1.5", "e4m3:zero-field=zero", "0 ulp"), ("0.005", "e4m3:zero-field=zero", "-0.32 ulp"),
    ] {
      let line = try Tool.run("round", value, "--to", format).output
      let page = try Tool.run("explain", value, "--to", format).output
      #expect(line.contains(" \(error)  "), "\(line)")
      #expect(page.contains("  error       \(error.prefix(5))") || error == "0 ulp", "\(page)")
    }
    let beyond = try Tool.run("round", "1e9", "--to", "e4m3fn", "--overflow", "saturateAll").output
    #expect(beyond.contains(" -  overflow, overflow inexact"))
  }

  @Test("explain says in detail what decided")
  func details() throws {
    let below = try Tool.run("explain", "65519.99999999999", "--to", "fp16").output
    #expect(isNarrow(below))
    #expect(below.contains("0x7BFF = 0 | 11110 | 1111111111"))
    #expect(below.contains("ulp (1/2^42) below it"))
    #expect(below.contains("by way of fp32 it would be inf: fp32 makes it 65520"))
    let tie = try Tool.run("explain", "464", "--to", "e4m3fn").output
    #expect(tie.contains("a tie goes to the even code: 0x7E is even"))
    let exact = try Tool.run("explain", "0x1.004p0", "--to", "fp16").output
    #expect(exact.contains("the format has exactly this value"))
    let tiny = try Tool.run("explain", "6.1035e-5", "--to", "fp16").output
    #expect(tiny.contains("inexact; underflow inexact where tininess is detected before"))
    let negative = try Tool.run("explain", "--to", "e4m3fn", "--", "-465").output
    #expect(negative.contains("overflow gives nan"))
    let torch = try Tool.run("explain", "65519.99999999999", "--to", "fp16", "--preset", "torch")
    #expect(torch.output.contains("rounded once it would be 65504"))
  }

  @Test("round takes directions, rules, presets, bits and standard input")
  func round() throws {
    let up = try Tool.run("round", "0.1", "--to", "fp16", "--direction", "towardPositive")
    #expect(up.output.contains("0x2E67"))
    let saturated = try Tool.run("round", "465", "--to", "e4m3fn", "--overflow", "saturate-all")
    #expect(saturated.output.contains("0x7E"))
    let flushed = try Tool.run("round", "1e-7", "--to", "fp16", "--flush", "results")
    #expect(flushed.output.contains("0x0000"))
    let table = try Tool.shell(
      "printf '7f800001\\nFFFFFFFF\\n' | $FPAUDIT round - --bits --from fp32 --to bf16,e4m3fn "
        + "--preset ml_dtypes --csv -")
    #expect(
      table.output == """
        value,bits,format,rounded,code,outcome,flags
        nan,0x7F800001,bf16,nan,0x7FC0,nan,invalid
        nan,0x7F800001,e4m3fn,nan,0x7F,nan,invalid
        nan,0xFFFFFFFF,bf16,nan,0xFFC0,nan,
        nan,0xFFFFFFFF,e4m3fn,nan,0xFF,nan,

        """)
    let first = try Tool.run("round", "0.1", "0.1", "--to", "e4m3fn", "--direction", "stochasticA8")
    let again = try Tool.run("round", "0.1", "0.1", "--to", "e4m3fn", "--direction", "stochasticA8")
    #expect(first.status == 0 && first.output == again.output)
  }

  @Test("presets are listed within 80 columns")
  func presets() throws {
    let run = try Tool.run("presets")
    #expect(run.status == 0)
    #expect(isNarrow(run.output))
    #expect(run.output.contains("\nml_dtypes\n"))
  }

  @Test("compare counts the values on which two stacks differ")
  func compare() throws {
    let run = try Tool.run(
      "compare", "torch-2.12", "torch", "Datasets/diverging", "--format", "e4m3fn")
    #expect(run.status == 0)
    #expect(isNarrow(run.output))
    #expect(run.output.hasPrefix("torch-2.12 and torch, into e4m3fn: 20499 of 206112 values"))
    let same = try Tool.run("compare", "f16c", "numpy", "Datasets/diverging")
    #expect(same.output == "f16c and numpy, into fp16: 0 of 206112 values differ\n")
    let list = try Tool.run(
      "compare", "torch-2.12", "torch", "Datasets/diverging", "--format", "e4m3fn", "--all",
      "--csv", "-")
    #expect(list.output.split(separator: "\n").count == 1 + 20499)
    let counts = try Tool.run(
      "compare", "torch-2.12", "torch", "Datasets/diverging", "--format", "e4m3fn", "--counts", "-")
    #expect(counts.output.split(separator: "\n").count == 1 + 12 * 8)
    let broken = try Tool.run("compare", "f16c", "f16c-rtz", "Datasets/malformed")
    #expect(broken.exited && broken.status == 2)
  }

  @Test("formats shows custom formats and P3109's in detail")
  func formats() throws {
    let run = try Tool.run("formats", "Binary8p4se", "e4m3:bias=11:special=fnuz", "e8m0fnu")
    #expect(run.status == 0)
    #expect(isNarrow(run.output))
    #expect(run.output.contains("1 zero, 14 subnormal, 238 normal, 2 infinite, 1 NaN"))
    let json = try Tool.run("formats", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
    #expect(object?["schema"] as? String == "fpaudit.formats/1")
    #expect((object?["formats"] as? [Any])?.count == 16)
  }

  @Test("what is wrong is said")
  func failures() throws {
    let cases: [([String], String)] = [
      (["round", "1", "--to", "fp16", "--direction", "tiestoeve"], "did you mean `tiesToEven`?"),
      (["round", "1", "--to", "fp16", "--preset", "torhc"], "did you mean `torch`?"),
      (["round", "1", "--to", "fp16", "--preset", "onnx"], "`onnx` has no `fp16`"),
      (["round", "1", "--to", "fp16", "--preset", "torch", "--nan", "quiet"], "a preset sets all"),
      (
        ["round", "1", "--to", "fp16", "--overflow", "wrap"],
        "`wrap` is none of standard, saturateFinite, saturateAll"
      ),
      (["round", "1g", "--to", "fp16", "--bits"], "is no bit pattern of fp64"),
      (["explain", "abc"], "`abc` is no number"),
      (["compare", "torch", "torch-2.12", "x"], "choose one with --format"),
      (["compare", "torch", "tf32-rn", "x"], "share no format"),
      (["formats", "fp61"], "there is no format `fp61`"),
      (["formats", "Binary16p3se"], "an exponent field of 13 bits is outside 1...11"),
    ]
    for (arguments, message) in cases {
      let line = arguments.map { "'\($0)'" }.joined(separator: " ")
      let run = try Tool.shell("$FPAUDIT \(line)")
      #expect(run.status == 2 && run.error.contains(message), "\(line): \(run.error)")
    }
  }
}
