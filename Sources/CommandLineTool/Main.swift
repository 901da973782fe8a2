@main
struct FPAuditCommand {
  static func main() {}
}
