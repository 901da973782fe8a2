/// Words for a POSIX shell.
enum Shell {
  /// A word that a shell reads as exactly this text.
  static func quoted(_ text: String) -> String {
    let plain = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || "_-./,^=+:@%".utf8.contains($0)
    }
    return plain && !text.isEmpty ? text : "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#))'"
  }
}
