package adjoint.compiler.emit.c;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.link.Runs;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.PlannedGraphs;
import adjoint.compiler.reference.Arguments;
import adjoint.runtime.program.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/**
 * Prints how long the quickest run of each of a file's models and of its training step takes on one thread, as GCC and
 * as HotSpot compile the same kernels: what HotSpot could make of them. `CBenchmark FILE SECONDS [DIM=SIZE…]`, each of
 * both for so many seconds three times; the batch's dim has the size that the file trains with.
 */
final class CBenchmark {

  /** In turn, since a machine's speed changes. */
  private static final int TURNS = 3;

  private CBenchmark() {}

  public static void main(String[] words) throws IOException, InterruptedException {
    Lowered lowered = Network.read(Path.of(words[0])).lowered();
    int seconds = Integer.parseInt(words[1]);
    Map<String, Long> dims = new HashMap<>();
    lowered.recipe().flatMap(recipe -> recipe.batch()).ifPresent(batch -> dims.put(batch.dim(), (long) batch.size()));
    List.of(words).subList(2, words.length).stream().map(word -> word.split("=", 2))
        .forEach(pair -> dims.put(pair[0], Long.parseLong(pair[1])));
    Stream<Graph> steps = lowered.training().stream().map(training -> training.step());
    for (Graph graph : Stream.concat(lowered.models().values().stream(), steps).toList()) {
      compare(Compiler.simplified(graph), dims, seconds);
    }
  }

  private static void compare(Graph graph, Map<String, Long> dims, int seconds)
      throws IOException, InterruptedException {
    Arguments arguments = SmallArguments.of(graph, dims);
    Plan plan = Backend.plan(graph, PlannedGraphs.layout(graph), Backend.Options.DEFAULT);
    Path folder = Files.createTempDirectory("kernels");
    CProgram program = CProgram.of(Backend.kernels(plan, Mode.VECTOR), FloatVector.SPECIES_PREFERRED.length(), "-O3",
        folder);
    long gcc = Long.MAX_VALUE;
    long hotSpot = Long.MAX_VALUE;
    try (Pool pool = Pool.of(1)) {
      Runs runs = Runs.of(graph, arguments, Backend.Options.of(Backend.Form.VECTOR), pool);
      for (int turn = 0; turn < TURNS; turn++) {
        gcc = Math.min(gcc, program.quickest(runs.frame(), seconds));
        hotSpot = Math.min(hotSpot, quickest(runs, seconds));
      }
    }
    System.out.printf("%-16s GCC %10.1f us   HotSpot %10.1f us   HotSpot / GCC %5.2f   %s%n", graph.name(), gcc / 1e3,
        hotSpot / 1e3, (double) hotSpot / gcc, folder);
  }

  private static long quickest(Runs runs, int seconds) {
    long best = Long.MAX_VALUE;
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      runs.run();
      best = Math.min(best, System.nanoTime() - start);
    }
    return best;
  }
}
