package adjoint.runtime.recipe;

/** What happens to each number of a field. Statistics come from training examples only, for each column its own. */
public sealed interface Transform {

  enum Operator {
    ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER
  }

  /** `x / 16`, or `16 / x` where the constant stands first; in double precision. */
  record Arithmetic(Operator operator, double constant, boolean constantFirst) implements Transform {}

  enum Function {
    LOG, LOG1P, EXP, SQRT, ABS, NEGATE,
    /** The number whose upper 16 bits are given as a whole number, as bfloat16 is kept where there is no such type. */
    BFLOAT16
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

  /**
   * A picture as numbers from 0 to 255, for a REAL field with an axis of rows and one of columns, and before or behind them
   * perhaps one of size 3 for red, green and blue. Stands first.
   *
   * @param fit how it comes to the field's size
   * @param change what becomes of it in training, by chance
   */
  record Picture(Fit fit, Augmentation change) implements Transform {}

  /**
   * How a picture comes to the size of its field. Where neither is asked for, it has to have that.
   *
   * @param resized whether it is made smaller or larger
   * @param side what its shorter side is made; 0 where both sides become those of the field
   * @param cropped whether its middle part is taken
   */
  record Fit(boolean resized, int side, boolean cropped) {}

  /**
   * Changes that are drawn for each example in each epoch; 0 where one isn't asked for. What comes in from outside is black.
   *
   * @param flip whether half of the pictures are mirrored, left to right
   * @param crop by how many pixels the picture is made wider on each side before a part of its size is taken anywhere
   * @param rotate the largest angle in degrees, either way
   * @param shift the largest way, of the picture's size
   * @param brightness the largest change of the factor 1 that all is multiplied with
   * @param contrast the largest change of the factor 1 that distances from the picture's mean are multiplied with
   * @param erase the side of a square that becomes black, in pixels
   */
  record Augmentation(boolean flip, int crop, double rotate, double shift, double brightness, double contrast,
      int erase) {
    public static final Augmentation NONE = new Augmentation(false, 0, 0, 0, 0, 0, 0);
  }

  /**
   * A sound as numbers from -1 to 1, a sample each, or what is computed of these; channels become their mean. Stands first.
   *
   * @param rate the samples of a second that it is brought to
   * @param seconds of its begin that are kept; 0 for all
   */
  record Sound(int rate, double seconds, Spectrum spectrum) implements Transform {}

  /**
   * What is computed of a sound's windows.
   *
   * @param window the samples of one; they are filled up with zeros to a power of 2
   * @param hop the samples from one to the next
   * @param low the lowest frequency of the mel bands
   * @param high the highest one; 0 for half the rate
   * @param mels the mel bands that cepstral coefficients are made of
   */
  record Spectrum(Kind kind, int window, int hop, double low, double high, int mels) {

    /** What a sound's numbers are. */
    public enum Kind {
      /** The samples themselves. */
      WAVE,
      /** The power of each frequency. */
      POWER,
      /** The power in bands of the mel scale. */
      MEL,
      /** Cepstral coefficients: the cosine transform of the bands' decibels. */
      MFCC
    }
  }
}
