/// What a function or a class means that a pickle names.
enum TorchFunction: Hashable {
  /// Makes a tensor of a storage.
  case tensor
  /// Makes a NumPy array or scalar.
  case array(PickledArray.Maker)
  /// Makes a tensor of two or three others.
  case sparseTensor
  /// Gives back its first argument, which is a tensor: a parameter.
  case parameter
  /// Calls another function.
  case otherType
  /// Makes a dictionary; its first argument may be a list of pairs.
  case dictionary
  /// Makes a list of its first argument.
  case sequence
  /// Makes an instance of a class, in the way of protocols 0 and 1.
  case instance
  /// Gives a value that cannot hold a tensor.
  case plain
  /// Anything else, which is not read.
  case unknown

  /// The meaning of a full name.
  init(_ name: String?) {
    guard let name else {
      self = .unknown
      return
    }
    if let maker = PickledArray.functions[name] {
      self = .array(maker)
    } else {
      self = TorchTensor.functions[name] != nil ? .tensor : Self.known[name] ?? .unknown
    }
  }

  private static let known: [String: TorchFunction] = {
    let names: [(TorchFunction, [String])] = [
      (.sparseTensor, ["torch._utils._rebuild_sparse_tensor"]),
      (
        .parameter,
        [
          "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state",
          "torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer",
        ]
      ),
      (.otherType, ["torch._tensor._rebuild_from_type_v2", "torch._tensor._rebuild_from_type"]),
      (
        .dictionary,
        [
          "collections.OrderedDict", "collections.defaultdict", "collections.Counter",
          "builtins.dict", "__builtin__.dict",
        ]
      ),
      (
        .sequence,
        [
          "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset",
          "__builtin__.list", "__builtin__.tuple", "__builtin__.set", "__builtin__.frozenset",
          "collections.deque", "torch.Size",
        ]
      ),
      (.instance, ["copyreg._reconstructor", "copy_reg._reconstructor"]),
      (
        .plain,
        [
          "torch.device", "torch.serialization._get_layout", "builtins.complex",
          "__builtin__.complex", "builtins.bytearray", "__builtin__.bytearray", "builtins.bytes",
          "builtins.getattr", "__builtin__.getattr", "builtins.object", "builtins.range",
          "builtins.slice", "_codecs.encode", "numpy.dtype", "datetime.datetime",
          "datetime.timedelta",
          "datetime.date", "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.Path",
          "pathlib.PurePosixPath", "pathlib._local.PosixPath", "uuid.UUID",
        ]
      ),
    ]
    var known: [String: TorchFunction] = [:]
    for (function, group) in names { for name in group { known[name] = function } }
    return known
  }()
}
