package adjoint.runtime.recipe;

/** What happens to each number of a field. Statistics come from training examples only, for each column its own. */
public sealed interface Transform {

  enum Operator {
    ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER
  }

  /** `x / 16`, or `16 / x` where the constant stands first; in double precision. */
  record Arithmetic(Operator operator, double constant, boolean constantFirst) implements Transform {}

  enum Function {
    LOG, LOG1P, EXP, SQRT, ABS, NEGATE
  }

  record Apply(Function function) implements Transform {}

  /**
   * `standardize(x)`: to mean 0 and standard deviation 1 (without Bessel's correction, as scikit-learn); a constant
   * column becomes 0.
   */
  record Standardize() implements Transform {}

  /** `scale(x)`: the training minimum to 0, the maximum to 1; a constant column becomes 0. */
  record Scale() implements Transform {}

  /**
   * `categories(column("kind"))`: for an INT field over a dim without named members; positions are given in the sorted
   * order of the names that the data hold. Stands alone.
   */
  record Categories() implements Transform {}

  /**
   * A text as the tokens of a vocabulary, for an INT field over its dim. Stands alone.
   *
   * @param begin whether the token for the begin of a text stands before it
   * @param end whether the token for its end stands behind it
   * @param longest the tokens that are kept of a text, the first ones; 0 for all
   */
  record Tokenize(Vocabulary vocabulary, boolean begin, boolean end, int longest) implements Transform {}
}
