/// Words for a POSIX shell.
enum Shell {
  /// A word that a shell reads as exactly this text.
  static func quoted(_ text: String) -> String {
    if !text.isEmpty && text.utf8.allSatisfy(isPlain) { return text }
    let parts = text.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: #"'\''"#) + "'"
  }

  /// A command line of this program, with paths that no option is mistaken for.
  static func command(_ name: String, _ paths: [String], _ options: [String]) -> String {
    let isMistakable = paths.contains { $0.hasPrefix("-") }
    let words = isMistakable ? options + ["--"] + paths : paths + options
    return (["fpaudit", name] + words).map(quoted).joined(separator: " ")
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
      || "_-./,^=+:@%".utf8.contains(byte)
  }
}
