internal import ArgumentParser
internal import Foundation
internal import GradientAudit
internal import TensorFiles

extension UpdateSourceOptions {
  /// Checks that what is given belongs together.
  func check(_ optimizer: OptimizerSettings?) throws {
    if areSummed { return try checkSums(optimizer) }
    if reading.recordedScale != nil && gradients.isEmpty {
      throw ValidationError("a loss scale is in gradients; leave out --recorded-scale")
    }
    guard !weights.isEmpty else { throw ValidationError("name the weights: --weights w/") }
    guard gradients.isEmpty || after.isEmpty else {
      throw ValidationError("updates come from --gradients or from --after; leave out one")
    }
    if optimizer == nil && !gradients.isEmpty {
      throw ValidationError("gradients need a learning rate: --learning-rate 1e-3")
    }
    if optimizer != nil && gradients.isEmpty {
      throw ValidationError("a learning rate needs gradients: --gradients grads/")
    }
    if let stepsBefore, !OptimizerState.stepCounts.contains(stepsBefore) || optimizer == nil {
      throw ValidationError(
        optimizer == nil
          ? "--steps-before is of an optimizer; give --gradients and --learning-rate"
          : "--steps-before \(stepsBefore) is no number of steps; write at most 2^53")
    }
    try checkState(optimizer)
  }

  private func checkSums(_ optimizer: OptimizerSettings?) throws {
    let others = weights + after + momentumBuffer + expAvg + expAvgSq
    guard others.isEmpty, optimizer == nil, stepsBefore == nil else {
      throw ValidationError(
        "--accumulate and --ranks sum gradients, without weights and without an optimizer")
    }
    if let accumulate {
      guard accumulate >= 2 else {
        throw ValidationError("--accumulate \(accumulate) sums nothing; write at least 2")
      }
      guard !gradients.isEmpty, ranks.isEmpty else {
        throw ValidationError("--accumulate sums the steps of --gradients")
      }
    } else if let twice = UpdateSourceOptions.repeated(ranks) {
      throw ValidationError(
        "--ranks names \(twice.escapedForDisplay) twice; its gradients would count twice")
    } else if !gradients.isEmpty {
      throw ValidationError("--ranks names the gradients of all ranks; leave out --gradients")
    }
  }

  /// A path that leads where one before it leads.
  private static func repeated(_ paths: [String]) -> String? {
    var seen: Set<String> = []
    return paths.first {
      !seen.insert(URL(filePath: $0).resolvingSymlinksInPath().standardized.path).inserted
    }
  }

  private func checkState(_ optimizer: OptimizerSettings?) throws {
    let isAdam = optimizer?.isAdam ?? false
    if !momentumBuffer.isEmpty && optimizer?.momentum ?? 0 == 0 {
      throw ValidationError("--momentum-buffer needs --momentum above 0 of --optimizer sgd")
    }
    guard expAvg.isEmpty == expAvgSq.isEmpty else {
      throw ValidationError("give both of --exp-avg and --exp-avg-sq, or none")
    }
    if !expAvg.isEmpty && !isAdam {
      throw ValidationError("--exp-avg and --exp-avg-sq are of --optimizer adam or adamw")
    }
  }
}
