internal import CInstructionSet

extension RawSpan {
  /// The same bytes as elements of an unsigned integer type.
  ///
  /// - Precondition: The bytes begin at the type's alignment and hold whole
  ///   elements.
  func withElements<Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    of _: Bits.Type, _ body: (Span<Bits>) -> Void
  ) {
    precondition(byteCount % MemoryLayout<Bits>.size == 0, "the chunk cuts an element")
    unsafe withUnsafeBytes { bytes in
      let address = UInt(bitPattern: bytes.baseAddress)
      precondition(address % UInt(MemoryLayout<Bits>.alignment) == 0, "the chunk is misaligned")
      // Safe: checked alignment and length; any bits are a value of an integer;
      // the span does not outlive this call.
      let elements = unsafe bytes.bindMemory(to: Bits.self)
      body(unsafe elements.span)
    }
  }

  /// Asks for memory that will be read soon: as many bytes as these have, from so many bytes
  /// behind their beginning on.
  ///
  /// Nothing is read, whatever is there.
  @inline(__always)
  func prefetch(_ distance: Int) {
    unsafe withUnsafeBytes { bytes in
      let address = UInt(bitPattern: bytes.baseAddress) &+ UInt(bitPattern: distance)
      if let pointer = unsafe UnsafeRawPointer(bitPattern: address) {
        unsafe fpaudit_prefetch(pointer, bytes.count)
      }
    }
  }
}
