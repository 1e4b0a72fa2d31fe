package adjoint.runtime.train;

import adjoint.runtime.program.Layout;

/**
 * The weights that updates go on from where a recipe averages weights. What stands under a parameter's own path is then
 * the average, so that whoever uses weights has it without knowing; the raw ones are a moment beside it.
 */
public final class RawWeights {

  private static final String PREFIX = "ema.raw(";

  private RawWeights() {}

  /** The path of the raw weights of a parameter: no state of an optimizer can be called so. */
  public static String path(String parameter) {
    return PREFIX + parameter + ")";
  }

  /** Lets the raw weights begin as the averages do. */
  static void begin(Layout layout, float[] store) {
    for (Layout.Slot raw : layout.slots()) {
      if (raw.kind() == Layout.Kind.MOMENT && raw.path().startsWith(PREFIX)) {
        String parameter = raw.path().substring(PREFIX.length(), raw.path().length() - 1);
        int from = layout.slot(parameter).orElseThrow().offset();
        System.arraycopy(store, from, store, raw.offset(), raw.count());
      }
    }
  }
}
