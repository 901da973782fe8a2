internal import ArgumentParser

/// What `--by` takes: how values are put together to see where they cluster.
enum ValueGrouping: String, ExpressibleByArgument, CaseIterable { case axis }
