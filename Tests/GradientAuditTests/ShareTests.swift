import GradientAudit
import Testing

@Suite("A share")
struct ShareTests {
  @Test(
    "is written so that it reads back as the same",
    arguments: [
      "0", "0%", "100%", "0.1%", "50ppm", "0.000000001%", "0.000000001ppm", "99.123456789%",
      "123.456789ppm", "999999.999999999ppm", "33.333333333%",
    ])
  func roundTrip(text: String) throws {
    let share = try #require(Share(text))
    #expect(Share(share.description) == share, "\(share)")
  }

  @Test("is written in per cent where that is short")
  func description() {
    let shares = [
      Share.zero, Share(1, of: 1000), Share(1, of: 2), Share(50, of: 1_000_000), Share(1, of: 3),
    ]
    #expect(shares.map(\.description) == ["0%", "0.1%", "50%", "0.005%", "33.333333333%"])
  }
}
