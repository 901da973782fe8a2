internal import GradientAudit

/// Reads patterns for names of tensors, and holds them against the name behind a line feed.
enum FilterCheck {
  static func run(_ input: [UInt8]) {
    let parts = input.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
    let (text, name) = (parts[0], parts.count > 1 ? parts[1] : parts[0])
    guard let text = String(validating: text, as: UTF8.self),
      let name = String(validating: name, as: UTF8.self)
    else { return }
    do throws(TensorFilterError) {
      let filter = try TensorFilter(text)
      let isMeant = filter.contains(name)
      require((try? TensorFilter(filter.description))?.contains(name) == isMeant, "other tensors")
      guard !name.isEmpty else { return }
      let itself = try TensorFilter(TensorFilter.pattern(of: name))
      require(itself.contains(name), "a name is not its own pattern")
    } catch {
      require(!error.description.isEmpty, "an error without words")
    }
  }
}
