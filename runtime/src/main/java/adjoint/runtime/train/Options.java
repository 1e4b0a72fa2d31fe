package adjoint.runtime.train;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the command line says about a run.
 *
 * @param out where the run is written; empty for a new `runs/<model>/<n>`
 * @param data replacements of `--data name=path`
 * @param limit the examples that are used of each source, the first ones
 * @param epochs in place of the recipe's
 * @param seed in place of the recipe's
 * @param threads that kernels may use
 * @param dryRun whether to stop after one step, writing nothing
 * @param resume the folder of a run to go on with
 * @param anyway whether to go on with it where recipe, program or data have changed
 * @param saveEvery the seconds of training after which weights are saved, within epochs too
 * @param watchNorms whether to show all that the step can tell, not only what the recipe watches
 * @param strict whether to train nothing where the data give warnings
 * @param locate finds the operation that made a loss that is no finite number
 * @param interruption tells when to stop early
 */
public record Options(Optional<Path> out, Map<String, String> data, OptionalInt limit, OptionalInt epochs,
    OptionalInt seed, int threads, boolean dryRun, Optional<Path> resume, boolean anyway, double saveEvery,
    boolean watchNorms, boolean strict, Optional<Locator> locate, Interruption interruption) {

  /** What a kill loses at most, where nothing else is asked for. */
  public static final double SAVE_EVERY = 60;

  /** A plain run on one thread that nothing interrupts. */
  public static Options standard() {
    return new Options(Optional.empty(), Map.of(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), 1,
        false, Optional.empty(), false, SAVE_EVERY, false, false, Optional.empty(), Interruption.never());
  }

  public Options withOut(Path folder) {
    return new Options(Optional.of(folder), data, limit, epochs, seed, threads, dryRun, resume, anyway, saveEvery,
        watchNorms, strict, locate,
        interruption);
  }

  public Options withLimit(int examples) {
    return new Options(out, data, OptionalInt.of(examples), epochs, seed, threads, dryRun, resume, anyway, saveEvery,
        watchNorms, strict, locate,
        interruption);
  }

  public Options withEpochs(int number) {
    return new Options(out, data, limit, OptionalInt.of(number), seed, threads, dryRun, resume, anyway, saveEvery,
        watchNorms, strict, locate,
        interruption);
  }

  public Options withSeed(int number) {
    return new Options(out, data, limit, epochs, OptionalInt.of(number), threads, dryRun, resume, anyway, saveEvery,
        watchNorms, strict, locate,
        interruption);
  }

  public Options withThreads(int number) {
    return new Options(out, data, limit, epochs, seed, number, dryRun, resume, anyway, saveEvery, watchNorms, strict,
        locate,
        interruption);
  }

  public Options dry() {
    return new Options(out, data, limit, epochs, seed, threads, true, resume, anyway, saveEvery, watchNorms, strict,
        locate,
        interruption);
  }

  public Options resuming(Path run) {
    return new Options(out, data, limit, epochs, seed, threads, dryRun, Optional.of(run), anyway, saveEvery, watchNorms,
        strict, locate,
        interruption);
  }

  public Options watching() {
    return new Options(out, data, limit, epochs, seed, threads, dryRun, resume, anyway, saveEvery, true, strict, locate,
        interruption);
  }

  public Options locating(Locator locator) {
    return new Options(out, data, limit, epochs, seed, threads, dryRun, resume, anyway, saveEvery, watchNorms,
        strict, Optional.of(locator),
        interruption);
  }

  public Options interruptedBy(Interruption stop) {
    return new Options(out, data, limit, epochs, seed, threads, dryRun, resume, anyway, saveEvery, watchNorms, strict,
        locate,
        stop);
  }

  public Options anywayResuming() {
    return new Options(out, data, limit, epochs, seed, threads, dryRun, resume, true, saveEvery, watchNorms, strict,
        locate,
        interruption);
  }

  public Options savingEvery(double seconds) {
    return new Options(out, data, limit, epochs, seed, threads, dryRun, resume, anyway, seconds, watchNorms, strict,
        locate,
        interruption);
  }
}
