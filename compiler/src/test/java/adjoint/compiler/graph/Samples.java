package adjoint.compiler.graph;

/** How many random samples tests look at: all, or of 100 as many as the property `adjoint.samples` says. */
public final class Samples {

  private static final int PERCENT = Integer.getInteger("adjoint.samples", 100);

  private Samples() {}

  public static int of(int all) {
    return Math.ceilDiv(all * PERCENT, 100);
  }
}
