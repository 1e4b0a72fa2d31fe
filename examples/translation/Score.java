import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Translates a file with a jar of `nn build` and says its BLEU: `java -cp translator.jar Score.java CLASS GERMAN ENGLISH`,
 * CLASS being the jar's (translation.Translator). Words are taken as the model takes them: small, and each sign for itself.
 */
public final class Score {

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+(?:['’-][\\p{L}\\p{N}]+)*|\\S");
  private static final int LONGEST = 4;

  private final long[] found = new long[LONGEST];
  private final long[] said = new long[LONGEST];
  private long words;
  private long trueWords;

  private Score() {}

  public static void main(String[] words) throws IOException, ReflectiveOperationException {
    Class<?> type = Class.forName(words[0]);
    Object model = type.getMethod("load").invoke(null);
    Method generate = type.getMethod("generate", String.class, String.class);
    List<String> german = Files.readAllLines(Path.of(words[1]));
    List<String> english = Files.readAllLines(Path.of(words[2]));
    Score score = new Score();
    for (int line = 0; line < german.size(); line++) {
      String text = written(generate, model, german.get(line));
      System.out.println(text);
      score.add(tokens(text), tokens(english.get(line)));
    }
    System.err.printf("BLEU %.1f over %d sentences%n", 100 * score.bleu(), german.size());
  }

  private static String written(Method generate, Object model, String sentence) throws ReflectiveOperationException {
    try {
      String source = sentence.replace("\\", "\\\\").replace("\"", "\\\"");
      StringBuilder text = new StringBuilder();
      ((Iterator<?>) generate.invoke(model, "{\"source\": \"" + source + "\"}", "")).forEachRemaining(text::append);
      return text.toString();
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(sentence, e.getCause());
    }
  }

  private static List<String> tokens(String text) {
    return WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(match -> match.group()).toList();
  }

  private void add(List<String> text, List<String> truth) {
    words += text.size();
    trueWords += truth.size();
    for (int length = 1; length <= LONGEST; length++) {
      Map<List<String>, Integer> there = runs(truth, length);
      for (Map.Entry<List<String>, Integer> run : runs(text, length).entrySet()) {
        said[length - 1] += run.getValue();
        found[length - 1] += Math.min(run.getValue(), there.getOrDefault(run.getKey(), 0));
      }
    }
  }

  private static Map<List<String>, Integer> runs(List<String> words, int length) {
    Map<List<String>, Integer> counts = new HashMap<>();
    for (int at = 0; at + length <= words.size(); at++) {
      counts.merge(new ArrayList<>(words.subList(at, at + length)), 1, Integer::sum);
    }
    return counts;
  }

  /** The geometric mean of the shares of runs of one to four words that are true, less where the text is too short. */
  private double bleu() {
    double logs = 0;
    for (int i = 0; i < LONGEST; i++) {
      logs += Math.log((double) found[i] / Math.max(said[i], 1));
    }
    return Math.exp(Math.min(1 - (double) trueWords / Math.max(words, 1), 0) + logs / LONGEST);
  }
}
