package adjoint.compiler.emit.word;

/** What a word of a kernel is: 32 bits read as a float or as an integer, or a truth value. */
public enum Kind {
  FLOAT, INT, BOOL
}
