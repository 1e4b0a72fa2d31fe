package adjoint.benchmark;

import adjoint.compiler.measure.Roofline;
import adjoint.repl.machine.HotSpotDirectives;
import adjoint.runtime.program.Pool;
import java.util.Locale;

/** Prints what this machine can do at most, on so many threads; in the last line multiply-adds alone, two operations each. */
final class Machine {

  private Machine() {}

  public static void main(String[] words) {
    HotSpotDirectives.apply();
    int threads = Integer.parseInt(words[0]);
    Roofline roofline = Roofline.measure(Pool.of(threads));
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
        "%d thread%s, %d lanes; multiply-adds %.0f GFLOP/s; memory", threads, threads == 1 ? "" : "s", roofline.lanes(),
        roofline.operations() / 1e9));
    for (Roofline.Memory memory : roofline.memories()) {
      text.append(String.format(Locale.ROOT, ", %.0f GB/s in %,d KB", memory.bandwidth() / 1e9, memory.bytes() >> 10));
    }
    System.out.println(text);
    System.out.println(roofline.operations());
  }
}
