import TensorFiles

/// The bytes of an integer, least or most significant first.
func bytes<Integer: FixedWidthInteger>(_ value: Integer, bigEndian: Bool = false) -> [UInt8] {
  let shifts = stride(from: 0, to: Integer.bitWidth, by: 8)
  let little = shifts.map { UInt8(truncatingIfNeeded: value >> Integer($0)) }
  return bigEndian ? little.reversed() : little
}

/// A `.npy` file of version 1.0 with the given header text and data.
func npy(
  _ header: String, _ data: [UInt8] = [], version: (UInt8, UInt8) = (1, 0)
) -> [UInt8] {
  let text = Array(header.utf8)
  let length = version.0 == 1 ? bytes(UInt16(text.count)) : bytes(UInt32(text.count))
  return [0x93] + Array("NUMPY".utf8) + [version.0, version.1] + length + text + data
}

/// A `.npy` file as NumPy writes it: an array of one type string and shape.
func npy(descr: String, shape: String, fortran: Bool = false, _ data: [UInt8]) -> [UInt8] {
  let order = fortran ? "True" : "False"
  return npy("{'descr': '\(descr)', 'fortran_order': \(order), 'shape': \(shape), }\n", data)
}

/// A safetensors file with the given header text and data.
func safetensors(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
  let text = Array(header.utf8)
  return bytes(UInt64(text.count)) + text + data
}

/// One entry of a safetensors header.
func entry(_ name: String, _ type: String, _ shape: [Int], _ begin: Int, _ end: Int) -> String {
  #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
}
