@testable import GradientAudit

/// Reads lists of scales, and shares.
enum ScaleCheck {
  static func run(_ input: [UInt8]) {
    guard let text = String(validating: input, as: UTF8.self) else { return }
    if let share = Share(text) {
      require(share >= .zero, "a share below nothing")
      require(!share.description.isEmpty, "a share without words")
    }
    do throws(ScaleListError) {
      let scales = try LossScale.list(text)
      require(!scales.isEmpty, "no scale")
      require(zip(scales, scales.dropFirst()).allSatisfy { $0 < $1 }, "scales do not ascend")
      let again = scales.map(\.description).joined(separator: ",")
      require((try? LossScale.list(again)) == scales, "`\(again)` are other scales")
    } catch {
      require(!error.description.isEmpty, "an error without words")
    }
  }
}
