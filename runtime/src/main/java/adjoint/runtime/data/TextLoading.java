package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Split;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Reads a running text into {@link Data}. The text is cut into its parts, in order, before it is cut into tokens, so that no
 * block reaches from one part into another and the vocabulary knows nothing of the others.
 */
final class TextLoading {

  /** A text of more characters is divided by runs of some, so that how it is divided needs no more memory than this. */
  private static final int MOST_UNITS = 1 << 20;

  private final Recipe recipe;
  private final DataFiles files;
  private final OptionalInt limit;

  /** @param limit the characters that are used of each text, the first ones */
  TextLoading(Recipe recipe, DataFiles files, OptionalInt limit) {
    this.recipe = recipe;
    this.files = files;
    this.limit = limit;
  }

  /**
   * A part of a text.
   *
   * @param file that it is of
   * @param whole the whole of that
   * @param units the runs of characters that it consists of, each so long, by number
   */
  private record Part(String file, String whole, int[] units, int unit, String text) {

    static Part of(String file, String whole, int[] units, int unit) {
      StringBuilder joined = new StringBuilder();
      for (int each : units) {
        joined.append(whole, each * unit, Math.min(whole.length(), (each + 1) * unit));
      }
      return new Part(file, whole, units, unit, joined.toString());
    }

    /** The line of the file. */
    String line(int at) {
      int place = units[at / unit] * unit + at % unit;
      return file + ", line " + (whole.substring(0, place).chars().filter(c -> c == '\n').count() + 1);
    }
  }

  Data load(RunningText source, Optional<List<Fitted>> known) {
    Map<Split.Name, Part> parts = parts(source);
    Vocabularies vocabularies = known.map(Vocabularies::known).orElseGet(Vocabularies::new);
    for (Field field : recipe.fields()) {
      vocabularies.learn(field, List.of(parts.get(Split.Name.TRAIN).text()));
    }
    Map<Split.Name, SplitPart> examples = new EnumMap<>(Split.Name.class);
    parts.forEach((name, part) -> examples.put(name, examples(name, source, part, vocabularies)));
    return new Data(examples, vocabularies.fitted(recipe.fields()));
  }

  private Map<Split.Name, Part> parts(RunningText source) {
    String text = text(source);
    int unit = (text.length() + MOST_UNITS - 1) / MOST_UNITS;
    Map<Split.Name, int[]> split = Splitting.split(recipe, (text.length() + unit - 1) / unit, new double[0], limit);
    Map<Split.Name, Part> parts = new EnumMap<>(Split.Name.class);
    split.forEach((name, units) -> parts.put(name, Part.of(source.path(), text, units, unit)));
    for (Split.Part part : recipe.split().map(Split::parts).orElse(List.of())) {
      if (part.amount() instanceof Split.Own own) {
        String other = text(own.source());
        parts.put(part.name(), Part.of(own.source().name(), other, new int[]{0}, other.length()));
      }
    }
    return parts;
  }

  private String text(Source source) {
    return ((Raw.Texts) Formats.read(source, files, recipe.fields()).raws().get(0)).texts().get(0);
  }

  private SplitPart examples(Split.Name name, RunningText source, Part part, Vocabularies vocabularies) {
    boolean all = part.text().length() == part.whole().length();
    String called = all ? part.file() : "the part of " + part.file() + " for " + name.word();
    List<ColumnValues> columns = new ArrayList<>();
    for (Field field : recipe.fields()) {
      columns.add(new ColumnValues.Ints(vocabularies.tokens(field).encode(part.text(), part::line), 1));
    }
    Dataset dataset = Dataset.running(recipe.fields(), columns, columns.get(0).rows(), called, source.stride());
    return new SplitPart(name, dataset, IntStream.range(0, dataset.examples()).toArray());
  }
}
