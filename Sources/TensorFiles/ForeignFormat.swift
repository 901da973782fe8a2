/// Containers that people have gradients in and that are not read.
///
/// Named in messages, so that the way out is part of the error.
enum ForeignFormat: String, CaseIterable {
  case zip = "a ZIP archive (.npz, or PyTorch's .pt)"
  case pickle = "a Python pickle"
  case gzip = "compressed with gzip"
  case zstandard = "compressed with Zstandard"
  case histograms = "a histogram file of fpaudit, which has no values"

  /// The bytes that files of the format begin with.
  private var magic: [UInt8] {
    switch self {
    case .zip: [0x50, 0x4B, 0x03, 0x04]
    case .pickle: [0x80]
    case .gzip: [0x1F, 0x8B]
    case .zstandard: [0x28, 0xB5, 0x2F, 0xFD]
    case .histograms: [0x89] + Array("FPHIST\n".utf8)
    }
  }

  /// Recognises a format by a file's first bytes.
  ///
  /// A pickle of protocol 2 to 5 has its number in the second byte; a safetensors
  /// header may begin with the same bytes, but has a `{` behind its length.
  init?(prefix: [UInt8]) {
    let match = Self.allCases.first { prefix.starts(with: $0.magic) }
    guard let match else { return nil }
    if match == .pickle {
      guard prefix.count > 2, 2...5 ~= prefix[1], prefix[2] != 0 else { return nil }
      if prefix.count > 8 && prefix[8] == 0x7B { return nil }
    }
    self = match
  }

  /// How to get from this format to one that is read.
  var remedy: String {
    switch self {
    case .gzip, .zstandard: "decompress it first"
    case .histograms: "give the recording that it was made from"
    case .zip, .pickle:
      "load it in Python and save it with `safetensors.torch.save_file` or `numpy.save`"
    }
  }
}
