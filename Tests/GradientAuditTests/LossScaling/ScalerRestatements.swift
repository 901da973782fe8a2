/// Update rules written down as the stacks have them, with step numbers instead of counts
/// of clean steps: a second witness for machines that count.
enum ScalerRestatement {
  /// apex's `fp16_utils`; MindSpore's manager is the same, but in binary32.
  static func apexLegacy(
    _ overflows: [Bool], _ start: Double, window: Int,
    stored: (Double) -> Double = { $0 }
  ) -> [Double] {
    var (scale, last) = (start, -1)
    return overflows.enumerated().map { index, overflow in
      if overflow {
        scale = max(scale / 2, 1)
        last = index
      } else if (index - last).isMultiple(of: window) {
        scale = stored(scale * 2)
      }
      return scale
    }
  }

  /// DeepSpeed's `DynamicLossScaler`; ends where it raises.
  static func deepSpeed(
    _ overflows: [Bool], _ start: Double, window: Int, hysteresis: Int, consecutive: Bool
  ) -> [Double] {
    var (scale, last, left) = (start, -1, hysteresis)
    var scales: [Double] = []
    for (index, overflow) in overflows.enumerated() {
      if overflow {
        if hysteresis == 1 || left == 1 {
          if scale == 1 { return scales }
          scale = max(scale / 2, 1)
        } else {
          left -= 1
        }
        last = index
      } else {
        if consecutive { left = hysteresis }
        let run = index - last - 1
        if run > 0, run.isMultiple(of: window) {
          if !consecutive { left = hysteresis }
          scale *= 2
        }
      }
      scales.append(scale)
    }
    return scales
  }

  /// MindSpore's `DynamicLossScaleUpdateCell`, in binary32.
  static func mindSporeCell(_ overflows: [Bool], _ start: Double, window: Int) -> [Double] {
    var (scale, last) = (start, 0)
    return overflows.enumerated().map { index, overflow in
      let grows = window <= index + 1 - last
      if overflow { scale = max(scale / 2, 1) }
      if overflow || grows { last = index + 1 }
      if grows && !overflow { scale = Double(Float(scale * 2)) }
      return scale
    }
  }

  /// Flax's `DynamicScale`.
  static func flax(_ overflows: [Bool], _ start: Double, window: Int) -> [Double] {
    var (scale, clean) = (start, 0)
    return overflows.map { overflow in
      let grows = clean == window
      if overflow {
        scale = max(scale * 0.5, 0x1p-126)
      } else if grows {
        scale = min(scale * 2, Double(Float.greatestFiniteMagnitude))
      }
      clean = grows || overflow ? 0 : clean + 1
      return scale
    }
  }

  /// MXNet's `LossScaler`: what comes next.
  static func mxnet(_ overflows: [Bool], _ start: Double, window: Int) -> [Double] {
    var (next, clean) = (start, 0)
    return overflows.map { overflow in
      let visible = next
      if overflow {
        next = visible / 2
        clean = 0
      } else {
        clean += 1
      }
      if clean == window {
        clean = 0
        next = min(0x1p24, 2 * visible)
      }
      return next
    }
  }

  /// PyTorch's kernel, in the processor's binary32.
  static func torch(
    _ overflows: [Bool], _ start: Float, window: Int, growth: Double, backoff: Double
  ) -> [Double] {
    var (scale, clean) = (start, 0)
    return overflows.map { overflow in
      if overflow {
        scale = Float(Double(scale) * backoff)
        clean = 0
      } else {
        clean += 1
        if clean == window {
          let grown = Float(Double(scale) * growth)
          if grown.isFinite { scale = grown }
          clean = 0
        }
      }
      return Double(scale)
    }
  }
}
