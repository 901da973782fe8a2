import AuditReports
import FloatEmulation
import GradientAudit
import TensorFiles
import Testing

@Suite("All reports say the same")
struct WordingTests {
  /// The terminal's, Markdown's and the page's text, each on one line.
  private func texts(_ audit: Audit) throws -> [String] {
    let reports: [any AuditReport.Type] = [TextReport.self, MarkdownReport.self, HTMLReport.self]
    return try reports.map {
      try $0.init(audit, Samples.context).text().replacing("\n", with: " ")
    }
  }

  @Test("which scales are safe for every tensor, where the recommended one is not")
  func everyTensor() throws {
    let texts = try texts(Samples.withException())
    for text in texts.prefix(2) {
      #expect(text.contains("0.1% of its own; every tensor is safe at 2^14..2^15."))
    }
    #expect(texts[2].contains("of its own; every tensor is safe at 2¹⁴\u{2009}…\u{2009}2¹⁵."))
  }

  @Test("the tensors first that lose too much at the recommended scale")
  func exceptionsFirst() throws {
    // A note names one of them as an example.
    for text in try texts(Samples.withException()).map({
      $0.replacing("`big`", with: "").replacing("&#96;big&#96;", with: "")
    }) {
      let hidden = try #require(text.firstRange(of: "hidden"))
      let big = try #require(text.firstRange(of: "big"))
      #expect(hidden.lowerBound < big.lowerBound)
    }
  }

  @Test("how values are scaled, unless it is the exact product")
  func scaleArithmetic() throws {
    let sentence = "Values and scales are rounded to fp32 and multiplied there first."
    let exact = try texts(Samples.withException())
    let fp32 = try texts(Samples.withException(arithmetic: .fp32))
    for (exact, fp32) in zip(exact, fp32) {
      #expect(!exact.contains(sentence))
      #expect(fp32.contains(sentence))
    }
    #expect(fp32[2].contains("<dt>Scaled</dt>"))
  }

  @Test("which files were not read")
  func ignored() throws {
    var builder = AuditBuilder(plan: AuditPlan())
    builder.add(tensor: "w", values: [1] as [Float])
    for path in ["a/x.npz", "a/Y.NPZ", "b.pt", "README", "c.\u{301}<b>", ".hidden"] {
      builder.add(ignored: path)
    }
    for text in try texts(builder.finish()) {
      #expect(text.contains("Not read: 2 .npz, 1 .pt, 3 others."))
    }
  }

  @Test("nothing about a verdict on the rest where nothing was audited")
  func nothingAudited() throws {
    var builder = AuditBuilder(plan: AuditPlan())
    builder.add(problem: TensorFileError(.wrongMagic, path: "x.npy", byteOffset: 0, what: "bad"))
    for text in try texts(builder.finish()) {
      #expect(text.contains("1 file or tensor could not be read."))
      #expect(text.contains("Nothing was audited."))
      #expect(!text.contains("verdict is on"))
    }
  }

  @Test("no share of nothing")
  func zeros() throws {
    for text in try texts(Samples.zeros) { #expect(!text.contains("the 0 finite")) }
  }
}
