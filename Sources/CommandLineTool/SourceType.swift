internal import ArgumentParser
internal import FloatEmulation

/// The type in which a value is read before it is rounded.
enum SourceType: String, ExpressibleByArgument, CaseIterable {
  case fp64, fp32

  var format: FloatFormat { self == .fp64 ? .binary64 : .binary32 }
}
