import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trains every example wholly and prints what it reached beside what its page promises: `java Gallery.java ROOT OUT DATA
 * [NAME,…]`, DATA being a folder with the data that aren't shipped, under the names that `--data` gives them, or `none`.
 */
public final class Gallery {

  /**
   * What an example promises.
   *
   * @param data what it reads that isn't shipped, as `--data` and DATA call it
   * @param score part and metric
   * @param more whether more is better than the level
   */
  private record Promise(String name, Optional<String> data, String score, boolean more, double level) {

    static Promise of(String name, String score, boolean more, double level) {
      return new Promise(name, Optional.empty(), score, more, level);
    }

    Promise from(String data) {
      return new Promise(name, Optional.of(data), score, more, level);
    }

    String reached(String json) {
      String[] path = score.split(" ");
      Matcher number = Pattern.compile("\"%s\":\\{[^{}]*\"%s\":([-0-9.eE]+)".formatted(path[0], path[1])).matcher(json);
      return number.find() ? number.group(1) : "nothing";
    }

    boolean holds(String reached) {
      return !reached.equals("nothing") && (more ? Double.parseDouble(reached) >= level : Double.parseDouble(reached) <= level);
    }
  }

  private static final List<Promise> PROMISES = List.of(
      Promise.of("xor", "train accuracy", true, 1), Promise.of("iris", "test accuracy", true, 0.9),
      Promise.of("wine", "test accuracy", true, 0.9), Promise.of("breast-cancer", "test auc", true, 0.985),
      Promise.of("digits", "test accuracy", true, 0.97), Promise.of("digits-conv", "test accuracy", true, 0.98),
      Promise.of("shapes", "validation accuracy", true, 1), Promise.of("tones", "validation accuracy", true, 0.9),
      Promise.of("autoencoder", "test loss", false, 0.0215), Promise.of("denoising", "test rmse", false, 0.2),
      Promise.of("segmentation", "test iou", true, 0.85), Promise.of("detection", "test iou", true, 0.7),
      Promise.of("detection", "test accuracy", true, 0.95), Promise.of("tabular", "test gain", true, 0),
      Promise.of("digits-gan", "test distance", false, 0.05), Promise.of("digits-diffusion", "test distance", false, 0.1),
      Promise.of("steering", "test error", false, 2), Promise.of("forecasting", "test coverage", true, 0.75),
      Promise.of("recommendation", "test rmse_factors", false, 0.525), Promise.of("symmetry", "train accuracy", true, 1),
      Promise.of("heat", "train error", false, 0.01), Promise.of("sine-maml", "test loss", false, 0.6),
      Promise.of("mixture-gan", "train modes", true, 8), Promise.of("diffusion", "train distance", false, 0.15),
      Promise.of("club", "train accuracy", true, 0.9), Promise.of("cart-pole", "train steps", true, 195),
      Promise.of("cart-pole-dqn", "train steps", true, 195), Promise.of("mnist", "test accuracy", true, 0.98).from("mnist"),
      Promise.of("mnist-sklearn", "test accuracy", true, 0.97).from("mnist"),
      Promise.of("mnist-convnet", "test accuracy", true, 0.99).from("mnist"),
      Promise.of("vae", "test elbo", true, -110).from("mnist"),
      Promise.of("fashion", "test accuracy", true, 0.915).from("fashion-mnist"),
      Promise.of("speech", "test accuracy", true, 0.95).from("recordings"),
      Promise.of("speech-sequences", "test wer", false, 0.08).from("sequences"),
      Promise.of("sentiment", "test accuracy_reader", true, 0.79).from("sst2"),
      Promise.of("finance", "test nll", false, 0.72).from("eu-stock-markets"),
      Promise.of("shakespeare", "validation loss", false, 1.9).from("input"));

  private Gallery() {}

  public static void main(String[] words) throws IOException, InterruptedException {
    Path root = Path.of(words[0]);
    Path out = Files.createDirectories(Path.of(words[1]));
    List<String> asked = words.length > 3 && !words[3].equals("all") ? List.of(words[3].split(",")) : List.of();
    System.out.printf("%-16s %-24s %10s %10s %8s%n", "example", "score", "promised", "reached", "seconds");
    Map<String, String> told = new HashMap<>();
    boolean all = true;
    for (Promise promise : PROMISES) {
      if (asked.isEmpty() || asked.contains(promise.name())) {
        all &= kept(promise, root, out, words[2], told);
      }
    }
    System.exit(all ? 0 : 1);
  }

  /** @param told what training said, by example: each is trained once, whatever it promises */
  private static boolean kept(Promise promise, Path root, Path out, String data, Map<String, String> told)
      throws IOException, InterruptedException {
    if (promise.data().isPresent() && data.equals("none")) {
      System.out.printf("%-16s needs %s: -Dgallery.data=FOLDER%n", promise.name(), promise.data().get());
      return true;
    }
    long start = System.nanoTime();
    if (!told.containsKey(promise.name())) {
      told.put(promise.name(), train(promise, root, out, data));
    }
    String reached = promise.reached(told.get(promise.name()));
    boolean holds = promise.holds(reached);
    System.out.printf("%-16s %-24s %10s %10s %8d%s%n", promise.name(), promise.score(),
        (promise.more() ? "≥ " : "≤ ") + promise.level(), reached, (System.nanoTime() - start) / 1_000_000_000,
        holds ? "" : "  missed");
    return holds;
  }

  /** The last line that `nn train --json` prints. */
  private static String train(Promise promise, Path root, Path out, String data) throws IOException, InterruptedException {
    Path file = root.resolve("examples").resolve(promise.name()).resolve(promise.name() + ".nn");
    List<String> words = new ArrayList<>(List.of(root.resolve("nn").toString(), "train", file.toString(), "--json", "--quiet",
        "--out", out.resolve(promise.name() + "-" + System.currentTimeMillis()).toString()));
    promise.data().ifPresent(name -> words.addAll(List.of("--data", name + "=" + Path.of(data, name))));
    Process process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.lines().reduce("", (earlier, last) -> last);
  }
}
