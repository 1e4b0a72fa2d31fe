package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.recipe.Vocabulary;
import adjoint.runtime.text.Words;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Texts as positions of a learnt vocabulary. For one thread. */
final class Tokens implements TextUnits.Taker {

  /** The runs of text whose pieces are remembered. */
  private static final int REMEMBERED = 1 << 16;

  private final Field field;
  private final Transform.Tokenize how;
  private final Vocabulary vocabulary;
  private final List<String> names;
  private final Map<String, Integer> places = new HashMap<>();
  private final Map<String, int[]> runs = new HashMap<>();
  private int[] tokens = new int[64];
  private int count;
  private Where where;

  /** Says where a text stands, by the place in it. */
  interface Where {
    String words(int at);
  }

  /** @param names the vocabulary's tokens, in the order of their positions */
  Tokens(Field field, Transform.Tokenize how, List<String> names) {
    this.field = field;
    this.how = how;
    this.vocabulary = how.vocabulary();
    this.names = names;
    this.where = new InCell(at -> field.name());
    for (String name : names) {
      places.put(name, places.size());
    }
  }

  /** As a vocabulary sees a text. */
  static String cased(Vocabulary vocabulary, String text) {
    return vocabulary.lower() ? text.toLowerCase(Locale.ROOT) : text;
  }

  /**
   * The positions of a text's tokens.
   *
   * @throws UserProblem about one that the vocabulary doesn't have, where it has none for such
   */
  int[] encode(String text, Where place) {
    where = place;
    count = 0;
    if (how.begin()) {
      add(vocabulary.position(Vocabulary.Special.BEGIN));
    }
    TextUnits.cut(vocabulary.unit(), cased(vocabulary, text), this);
    if (how.longest() > 0) {
      count = Math.min(count, how.longest() - (how.end() ? 1 : 0));
    }
    if (how.end()) {
      add(vocabulary.position(Vocabulary.Special.END));
    }
    return Arrays.copyOf(tokens, count);
  }

  /**
   * The positions of the tokens of a cell, as a row of numbers.
   *
   * @param cell says where that is
   */
  double[] row(String text, FieldCells.Where cell) {
    int[] positions = encode(text, new InCell(cell));
    Sequences.requireRoom(field, positions.length, cell.words(0));
    double[] row = new double[positions.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = positions[i];
    }
    return row;
  }

  private record InCell(FieldCells.Where cell) implements Where {
    @Override
    public String words(int at) {
      return cell.words(0);
    }
  }

  @Override
  public void take(String text, int from, int to) {
    String unit = text.substring(from, to);
    if (vocabulary.unit() != Vocabulary.Unit.PIECES) {
      add(place(unit, from));
      return;
    }
    int[] pieces = runs.containsKey(unit) ? runs.get(unit) : pieces(unit, from);
    if (runs.size() < REMEMBERED) {
      runs.put(unit, pieces);
    }
    for (int piece : pieces) {
      add(piece);
    }
  }

  private void add(int token) {
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, GrowingNumbers.grown(count, 1));
    }
    tokens[count++] = token;
  }

  private int place(String unit, int at) {
    int place = places.getOrDefault(unit, vocabulary.position(Vocabulary.Special.UNKNOWN));
    if (place < 0) {
      throw UserProblem.of(RuntimeProblem.UNKNOWN_TOKEN, where.words(at) + ": the vocabulary of " + dim()
          + " doesn't have the " + one() + " " + Words.quoted(unit)).at(field.place())
          .hint("give all that it doesn't have a position: dim " + dim() + " = vocabulary("
              + vocabulary.unit().word() + ", unknown)");
    }
    return place;
  }

  private String dim() {
    return field.index().orElseThrow().dim();
  }

  private String one() {
    return vocabulary.unit() == Vocabulary.Unit.PIECES ? "character" : vocabulary.unit().one();
  }

  /** Joins neighbours as learning did: always the two whose piece was learnt first, of equal ones the first. */
  private int[] pieces(String run, int at) {
    int[] pieces = new int[run.codePointCount(0, run.length())];
    int length = 0;
    for (int i = 0; i < run.length(); i += Character.charCount(run.codePointAt(i))) {
      pieces[length++] = place(Character.toString(run.codePointAt(i)), at + i);
    }
    int unknown = vocabulary.position(Vocabulary.Special.UNKNOWN);
    for (int best = best(pieces, length, unknown); best >= 0; best = best(pieces, length, unknown)) {
      int joined = joined(pieces, best, unknown);
      int to = 0;
      for (int i = 0; i < length; i++) {
        boolean both = i + 1 < length && joined(pieces, i, unknown) == joined;
        pieces[to++] = both ? joined : pieces[i];
        i += both ? 1 : 0;
      }
      length = to;
    }
    return Arrays.copyOf(pieces, length);
  }

  /** Where the neighbours stand that are joined next; -1 where none are. */
  private int best(int[] pieces, int length, int unknown) {
    int best = -1;
    int first = Integer.MAX_VALUE;
    for (int i = 0; i + 1 < length; i++) {
      int joined = joined(pieces, i, unknown);
      if (joined < first) {
        first = joined;
        best = i;
      }
    }
    return best;
  }

  private int joined(int[] pieces, int at, int unknown) {
    return pieces[at] == unknown || pieces[at + 1] == unknown
        ? Integer.MAX_VALUE
        : places.getOrDefault(names.get(pieces[at]) + names.get(pieces[at + 1]), Integer.MAX_VALUE);
  }
}
