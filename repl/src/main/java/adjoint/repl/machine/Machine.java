package adjoint.repl.machine;

import adjoint.runtime.program.VectorModule;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.OptionalInt;

/**
 * What of this machine and its Java decides how fast kernels run.
 *
 * @param vectorModule whether this Java gives us `jdk.incubator.vector`
 * @param bits the widest vector that Java prefers here; empty without the module
 * @param optimizingCompiler whether HotSpot's C2 is on; without it vector code is slower than scalar code
 * @param fmaNanos time of one fused multiply-add in a dependent chain; *Units*: nanoseconds
 */
public record Machine(boolean vectorModule, OptionalInt bits, boolean optimizingCompiler, double fmaNanos) {

  /** A hardware fma takes 1 to 3 ns in a chain, Java's exact emulation some hundreds. */
  private static final double SLOW_FMA_NANOS = 20;

  private static final int CHAIN = 5_000;

  public static Machine probe() {
    var bits = vectorBits();
    return new Machine(bits.isPresent(), bits, optimizing(), measureFma());
  }

  public boolean fusedMultiplyAdd() {
    return fmaNanos < SLOW_FMA_NANOS;
  }

  /** The Vector API is reached by name, since only emitted code is compiled against it. */
  private static OptionalInt vectorBits() {
    if (!VectorModule.load()) {
      return OptionalInt.empty();
    }
    try {
      var vectors = Class.forName("jdk.incubator.vector.FloatVector");
      var species = vectors.getField("SPECIES_PREFERRED").get(vectors);
      var contract = Class.forName("jdk.incubator.vector.VectorSpecies");
      return OptionalInt.of((int) contract.getMethod("vectorBitSize").invoke(species));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the Vector API of this JDK is not the one we know", e);
    }
  }

  /** The widest vector that HotSpot uses here, learnt without the Vector API; *Units*: bits. */
  public static int widestVector() {
    var hotspot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return hotspot == null ? 0 : Byte.SIZE * Integer.parseInt(hotspot.getVMOption("MaxVectorSize").getValue());
  }

  private static boolean optimizing() {
    var hotspot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    return hotspot != null
        && "4".equals(hotspot.getVMOption("TieredStopAtLevel").getValue())
        && !ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-Xint");
  }

  private static double measureFma() {
    double best = Double.POSITIVE_INFINITY;
    for (int round = 0; round < 300; round++) {
      long start = System.nanoTime();
      float end = chain(round);
      long took = System.nanoTime() - start;
      best = Float.isNaN(end) ? best : Math.min(best, (double) took / CHAIN);
    }
    return best;
  }

  private static float chain(int seed) {
    float sum = seed;
    for (int i = 0; i < CHAIN; i++) {
      sum = Math.fma(sum, 0.999f, 0.001f);
    }
    return sum;
  }
}
