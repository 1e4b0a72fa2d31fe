package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Batch;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads a recipe's sources into {@link Data}. */
public final class Loading {

  /** Keeps the place of a column that follows from another. */
  private static final ColumnValues LATER = new ColumnValues.Ints(new int[0], 1);

  private final Recipe recipe;
  private final DataFiles files;
  private final OptionalInt limit;

  private Loading(Recipe recipe, DataFiles files, OptionalInt limit) {
    this.recipe = recipe;
    this.files = files;
    this.limit = limit;
  }

  /**
   * Reads, validates, splits and transforms.
   *
   * @param replaced of `--data name=path`
   * @param limit the examples that are used of each source, the first ones
   * @param known the statistics of trained weights; without, they are taken from the training part
   * @throws UserProblem about the first thing that is wrong, with its file and line
   */
  public static Data load(Recipe recipe, Map<String, String> replaced, OptionalInt limit,
      Optional<List<Fitted>> known) {
    DataFiles files = new DataFiles(recipe.directory(), replaced);
    checkNames(recipe, files);
    return new Loading(recipe, files, limit).load(known);
  }

  /** Refuses a name of `--data` that the recipe doesn't know. */
  private static void checkNames(Recipe recipe, DataFiles files) {
    List<String> paths = new ArrayList<>();
    sources(recipe).forEach(source -> paths.addAll(source.paths()));
    recipe.arrays().forEach(array -> paths.addAll(array.source().paths()));
    recipe.counted().forEach(counted -> paths.add(counted.path()));
    files.checkNames(paths);
  }

  /**
   * A checksum of each file that a recipe reads, as it lies on the disk, by its path in the recipe.
   *
   * @throws UserProblem where one can't be read
   */
  public static Map<String, String> checksums(Recipe recipe, Map<String, String> replaced) {
    DataFiles files = new DataFiles(recipe.directory(), replaced);
    Map<String, String> checksums = new LinkedHashMap<>();
    for (Source source : sources(recipe)) {
      source.paths().forEach(path -> checksums.put(path, files.checksum(path, source.place())));
    }
    return checksums;
  }

  private static List<Source> sources(Recipe recipe) {
    List<Source> sources = new ArrayList<>(recipe.data().stream().toList());
    recipe.split().ifPresent(split -> split.parts().forEach(part -> {
      if (part.amount() instanceof Split.Own own) {
        sources.add(own.source());
      }
    }));
    return sources;
  }

  private Data load(Optional<List<Fitted>> known) {
    List<Field> fields = recipe.fields();
    Source source = recipe.data().orElseThrow();
    if (source instanceof RunningText text) {
      Data data = new TextLoading(recipe, files, limit).load(text, known);
      checkBatch(data.train().size());
      return data;
    }
    List<Field> read = new ArrayList<>(fields);
    recipe.split().flatMap(Split::key).ifPresent(key -> read.add(key.field()));
    Table all = Formats.read(source, files, read);
    Table table = new Table(all.raws().subList(0, fields.size()), all.rows(), all.places());
    List<Integer> widths = widths(table);
    Map<Split.Name, int[]> split =
        Splitting.split(recipe, Dataset.examples(fields, widths, table.rows(), source.name(), "row"),
            keys(all.raws().subList(fields.size(), read.size())), limit);
    checkBatch(split.get(Split.Name.TRAIN).length);
    List<ColumnValues> columns = new ArrayList<>();
    List<Fitted> fitted = fit(table, Dataset.rows(fields, widths, split.get(Split.Name.TRAIN)), known, columns);
    Dataset dataset = Dataset.of(fields, columns, table.rows(), source.name());
    Map<Split.Name, SplitPart> parts = new EnumMap<>(Split.Name.class);
    split.forEach((name, examples) -> parts.put(name, new SplitPart(name, dataset, examples)));
    addOwn(parts, fitted);
    return new Data(parts, fitted);
  }

  /** What the split's key is of each row: its place among all that there are. */
  private static double[] keys(List<Raw> raws) {
    if (raws.isEmpty()) {
      return new double[0];
    }
    Raw.Named named = (Raw.Named) raws.get(0);
    List<String> sorted = Fitting.sorted(named.names());
    Map<String, Integer> places = new HashMap<>();
    sorted.forEach(name -> places.put(name, places.size()));
    return Arrays.stream(named.positions()).mapToDouble(at -> places.get(named.names().get(at))).toArray();
  }

  private List<Fitted> fit(Table table, BitSet training, Optional<List<Fitted>> known, List<ColumnValues> columns) {
    List<Fitted> fitted = new ArrayList<>();
    Map<String, Set<String>> categories = categories(table);
    Vocabularies vocabularies = known.map(Vocabularies::known).orElseGet(Vocabularies::new);
    learn(table, training, vocabularies);
    for (int i = 0; i < recipe.fields().size(); i++) {
      Field field = recipe.fields().get(i);
      Raw raw = table.raws().get(i) instanceof Raw.Named named
          ? named.among(categories.get(dim(field)))
          : table.raws().get(i);
      fitted.add(fit(field, raw, table, training, known, vocabularies, columns));
    }
    addLengths(recipe.fields(), table, columns);
    return List.copyOf(fitted);
  }

  private static Fitted fit(Field field, Raw raw, Table table, BitSet training, Optional<List<Fitted>> known,
      Vocabularies vocabularies, List<ColumnValues> columns) {
    Fitted nothing = new Fitted(field.name(), List.of(), List.of());
    if (raw instanceof Raw.Length) {
      columns.add(LATER);
      return nothing;
    }
    if (raw instanceof Raw.Texts) {
      Fitted tokens = new Fitted(field.name(), List.of(), vocabularies.names(field));
      columns.add(raw.apply(field, table, tokens));
      return tokens;
    }
    Fitting.Result result = known.flatMap(k -> named(k, field.name()))
        .map(before -> new Fitting.Result(raw.apply(field, table, before), before))
        .orElseGet(() -> raw.fit(field, table, training));
    columns.add(result.column());
    return result.fitted();
  }

  private void learn(Table table, BitSet training, Vocabularies vocabularies) {
    for (int i = 0; i < recipe.fields().size(); i++) {
      if (table.raws().get(i) instanceof Raw.Texts texts) {
        vocabularies.learn(recipe.fields().get(i), texts.of(training));
      }
    }
  }

  /** Puts lengths where they have been kept room for. */
  private static void addLengths(List<Field> fields, Table table, List<ColumnValues> columns) {
    for (int i = 0; i < fields.size(); i++) {
      if (table.raws().get(i) instanceof Raw.Length length) {
        List<String> names = fields.stream().map(Field::name).toList();
        columns.set(i, Sequences.lengths(columns.get(names.indexOf(length.of()))));
      }
    }
  }

  /** One dim, one vocabulary: the names that the columns over it hold together. */
  private Map<String, Set<String>> categories(Table table) {
    Map<String, Set<String>> categories = new HashMap<>();
    for (int i = 0; i < recipe.fields().size(); i++) {
      if (table.raws().get(i) instanceof Raw.Named named) {
        categories.computeIfAbsent(dim(recipe.fields().get(i)), dim -> new LinkedHashSet<>()).addAll(named.names());
      }
    }
    return categories;
  }

  private static String dim(Field field) {
    return field.index().map(Field.IndexDim::dim).orElse("");
  }

  private static Optional<Fitted> named(List<Fitted> fitted, String field) {
    return fitted.stream().filter(f -> f.field().equals(field)).findFirst();
  }

  private void addOwn(Map<Split.Name, SplitPart> parts, List<Fitted> fitted) {
    for (Split.Part part : recipe.split().map(Split::parts).orElse(List.of())) {
      if (part.amount() instanceof Split.Own own) {
        Table table = Formats.read(own.source(), files, recipe.fields());
        Dataset dataset = dataset(recipe.fields(), table, fitted, own.source().name());
        parts.put(part.name(), new SplitPart(part.name(), dataset, limited(all(dataset.examples()))));
      }
    }
  }

  /** A table's examples, by statistics that are known. */
  static Dataset dataset(List<Field> fields, Table table, List<Fitted> fitted, String source) {
    List<ColumnValues> columns = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      columns.add(table.raws().get(i) instanceof Raw.Length
          ? LATER
          : table.raws().get(i).apply(field, table, Fitted.of(field, fitted)));
    }
    addLengths(fields, table, columns);
    return Dataset.of(fields, columns, table.rows(), source);
  }

  private static List<Integer> widths(Table table) {
    List<Integer> widths = new ArrayList<>();
    table.raws().forEach(raw -> widths.add(raw.width()));
    return widths;
  }

  private static int[] all(int examples) {
    int[] all = new int[examples];
    Arrays.setAll(all, i -> i);
    return all;
  }

  private int[] limited(int[] examples) {
    return limit.isPresent() && limit.getAsInt() < examples.length
        ? Arrays.copyOf(examples, limit.getAsInt())
        : examples;
  }

  private void checkBatch(int examples) {
    recipe.batch().filter(batch -> batch.size() > examples && limit.isEmpty()).ifPresent(batch -> {
      throw tooLarge(batch, examples);
    });
  }

  private static UserProblem tooLarge(Batch batch, int examples) {
    return UserProblem.of(RuntimeProblem.BATCH_TOO_LARGE, "a batch of " + Words.count(batch.size(), "example")
        + " is more than the " + Words.count(examples) + " there are to train on").at(batch.place())
        .hint("write batch " + batch.dim() + " = " + examples + ", or less");
  }
}
