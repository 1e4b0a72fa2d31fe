package adjoint.runtime.tensor;

/** What a tensor holds: `REAL` in 32-bit floats, `INT` (indices and counts) and `BOOL` (0 or 1) in 32-bit integers. */
public enum Element {
  REAL, INT, BOOL
}
