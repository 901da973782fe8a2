/// Everything that fpaudit knows, under one import: formats and rounding, tensor
/// files, audits, conformance checks and reports.
///
/// Ground truth from MPFR is not among it: `MPFROracle` is a module of its own,
/// so that nothing else needs libmpfr.
@_exported public import AuditReports
@_exported public import Conformance
@_exported public import FloatEmulation
@_exported public import GradientAudit
@_exported public import TensorFiles
