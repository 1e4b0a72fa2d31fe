package adjoint.repl.command;

import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.compiler.lower.prompt.Recompute;
import adjoint.repl.session.CompiledEntry;
import adjoint.repl.session.Response;
import adjoint.runtime.program.Pool;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** `:time e`: how long an expression takes, to compile and to run. */
final class Timing {

  private static final long ENOUGH = 500_000_000L;
  private static final int MOST = 10_000;

  private Timing() {}

  static Response answer(PromptContext context, String argument) {
    var session = context.session();
    long begun = System.nanoTime();
    LoweredEntry entry = Expression.of(argument, "time").lower(session, Recompute.NO);
    try (Pool pool = session.pool()) {
      CompiledEntry evaluation = CompiledEntry.of(entry, session.complete(entry, pool), pool);
      long compiled = System.nanoTime();
      evaluation.run();
      long first = System.nanoTime();
      List<Long> times = new ArrayList<>();
      while (times.isEmpty() || times.size() < MOST && System.nanoTime() - first < ENOUGH) {
        session.check();
        long from = System.nanoTime();
        evaluation.run();
        times.add(System.nanoTime() - from);
      }
      Collections.sort(times);
      return Response.text("compiled in " + words(compiled - begun) + "; the first run takes " + words(first - compiled)
          + ", the median of " + Words.count(times.size()) + " more " + words(times.get(times.size() / 2))
          + ", the fastest " + words(times.getFirst()));
    }
  }

  /** `1.2 ms`. */
  static String words(long nanoseconds) {
    double time = nanoseconds;
    String unit = "ns";
    for (String next : List.of("µs", "ms", "s")) {
      if (time >= 1000) {
        time /= 1000;
        unit = next;
      }
    }
    return Words.fixed(time, time < 10 ? 1 : 0) + " " + unit;
  }
}
