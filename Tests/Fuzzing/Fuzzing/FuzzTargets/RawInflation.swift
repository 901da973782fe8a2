internal import CZlib

/// What compressed bytes become, without the reader under attack.
enum RawInflation {
  private static let limit = 1 << 16

  /// The plain bytes; nil where they are too many, or the data are broken.
  static func bytes(of data: ArraySlice<UInt8>) -> [UInt8]? {
    var stream = unsafe z_stream()
    var (input, output) = (Array(data), [UInt8](repeating: 0, count: limit))
    // The arrays outlive the calls, and zlib is told their sizes.
    return unsafe input.withUnsafeMutableBufferPointer { input in
      unsafe output.withUnsafeMutableBufferPointer { output -> [UInt8]? in
        unsafe stream.next_in = input.baseAddress
        unsafe stream.avail_in = UInt32(input.count)
        unsafe stream.next_out = output.baseAddress
        unsafe stream.avail_out = UInt32(output.count)
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        guard unsafe inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, size) == Z_OK else {
          return nil
        }
        defer { unsafe inflateEnd(&stream) }
        guard unsafe inflate(&stream, Z_FINISH) == Z_STREAM_END else { return nil }
        return unsafe Array(output[..<(limit - Int(stream.avail_out))])
      }
    }
  }
}
