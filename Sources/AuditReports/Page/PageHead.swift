/// What stands at the head and the foot of every page.
struct PageHead {
  /// What kind of page it is.
  let kicker: String
  /// What it is about; a name from the recording.
  let title: String
  /// The command line that made it.
  let command: String
  /// The version of fpaudit.
  let version: String
  /// The answer in a sentence.
  let verdict: String
  /// How much was looked at.
  let facts: String
  /// What is special, each a sentence.
  let remarks: [String]

  /// The names that the templates of head and foot use, with their values.
  var values: [String: Any] {
    [
      "kicker": kicker, "title": title.displayed, "version": version,
      "styleHash": HTMLReport.styleDigest, "style": HTMLReport.style,
      "verdict": verdict.capitalisedFirst, "facts": facts, "hasRemarks": !remarks.isEmpty,
      "remarks": remarks, "command": command.displayed,
    ]
  }
}
