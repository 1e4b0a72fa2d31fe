package adjoint.benchmark;

import static org.bytedeco.pytorch.global.torch.set_num_threads;

import adjoint.repl.machine.HotSpotDirectives;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * One workload in a process of its own, as `nn` starts it: `Worker FOLDER WORKLOAD THREADS SECONDS`. How libtorch's threads wait
 * was decided before the process began.
 */
final class Worker {

  private static final long WARM_UP = 1_500_000_000L;

  private Worker() {}

  public static void main(String[] words) throws IOException {
    HotSpotDirectives.apply();
    Workload workload = Workload.of(words[1]);
    int threads = Integer.parseInt(words[2]);
    Ours ours = new Ours(Path.of(words[0], workload.name() + ".nn"), threads);
    for (Workload.Call call : workload.calls()) {
      System.out.println(result(ours, workload, call, threads, Double.parseDouble(words[3])).line());
    }
    System.exit(0); // libtorch's threads would go on
  }

  private static Result result(Ours compiled, Workload workload, Workload.Call call, int threads, double seconds) {
    Ours.Timed ours = compiled.of(call, workload.examples(call));
    Timing.Beginning beginning = Timing.warmUp(ours.run(), ours.isDecided());
    set_num_threads(threads);
    Runnable libtorch = Libtorch.of(workload.name()).run(call, workload.examples(call));
    long start = System.nanoTime();
    while (System.nanoTime() - start < WARM_UP) {
      libtorch.run();
    }
    List<Timing.Figure> figures = Timing.inTurn(ours.run(), libtorch, seconds);
    return new Result(call, figures.getFirst(), figures.getLast(), beginning, ours.operations(), ours.bytecode(),
        ours.memory());
  }
}
