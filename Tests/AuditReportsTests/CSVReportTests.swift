import AuditReports
import GradientAudit
import Testing

@Suite("The CSV report")
struct CSVReportTests {
  @Test("has one row for each step, tensor, format and scale, in order")
  func golden() throws {
    #expect(
      try CSVReport(Samples.small(), Samples.context).text() == """
        step,tensor,dtype,format,scale,count,zero,infinite,nan,underflow,subnormal,normal,overflow
        2,b,fp32,fp16,1,3,1,1,1,0,0,0,0
        2,b,fp32,fp16,1024,3,1,1,1,0,0,0,0
        2,b,fp32,bf16,1,3,1,1,1,0,0,0,0
        2,b,fp32,bf16,1024,3,1,1,1,0,0,0,0
        2,w,fp32,fp16,1,4,1,0,0,1,1,1,0
        2,w,fp32,fp16,1024,4,1,0,0,0,1,2,0
        2,w,fp32,bf16,1,4,1,0,0,0,0,3,0
        2,w,fp32,bf16,1024,4,1,0,0,0,0,3,0
        10,w,fp32,fp16,1,2,0,0,0,1,0,0,1
        10,w,fp32,fp16,1024,2,0,0,0,0,1,0,1
        10,w,fp32,bf16,1,2,0,0,0,0,0,2,0
        10,w,fp32,bf16,1024,2,0,0,0,0,0,2,0

        """)
  }

  @Test("quotes names that hold commas, quotes or line ends, and changes no other")
  func quoting() throws {
    let text = try CSVReport(Samples.named(Samples.nastyNames, steps: 1), Samples.context).text()
    #expect(text.contains("\n0,\"quote\"\"and'apostrophe\",fp32,fp16,1,3,"))
    #expect(text.contains("\n0,\"comma,separated\",fp32,"))
    #expect(text.contains("\n0,\"line\nfeed\",fp32,"))
    #expect(text.contains("\n0,=1+2,fp32,"))
    #expect(text.contains("\n0,<script>alert(1)</script>,fp32,"))
  }

  @Test("writes scales as shortest decimals")
  func scales() throws {
    let scales = [0.5, 1, 1000, 65536, 0.1].compactMap { LossScale($0) }
    let text = try CSVReport(Samples.small(scales: scales), Samples.context).text()
    let written = text.split(separator: "\n").dropFirst().prefix(5).map {
      $0.split(separator: ",")[4]
    }
    #expect(written == ["0.1", "0.5", "1", "1000", "65536"])
  }
}
