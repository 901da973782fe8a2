/// Formats on the command line, or all that there are.
enum FormatChoice {
  case all
  case list(FormatList)

  init(text: String) throws {
    self = text == "all" ? .all : .list(try FormatList(text: text))
  }
}
