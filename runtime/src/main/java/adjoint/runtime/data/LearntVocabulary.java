package adjoint.runtime.data;

import adjoint.runtime.recipe.Vocabulary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the tokens of a vocabulary in texts. */
final class LearntVocabulary {

  private LearntVocabulary() {}

  /**
   * The tokens in the order of their positions: the special ones, then characters as they are sorted, words from the
   * commonest to the rarest, of pieces the characters and then the pairs in the order in which they are joined.
   */
  static List<String> of(Vocabulary vocabulary, Iterable<String> texts) {
    Map<String, Long> counts = counts(vocabulary, texts);
    List<String> tokens = new ArrayList<>();
    vocabulary.specials().forEach(special -> tokens.add(special.token()));
    switch (vocabulary.unit()) {
      case CHARACTERS -> kept(vocabulary, counts).stream().sorted().forEach(tokens::add);
      case WORDS -> tokens.addAll(kept(vocabulary, counts));
      case PIECES -> tokens.addAll(PieceLearning.pieces(counts, vocabulary.least(), vocabulary.most() - tokens.size()));
    }
    return List.copyOf(tokens);
  }

  private static Map<String, Long> counts(Vocabulary vocabulary, Iterable<String> texts) {
    Map<String, Long> counts = new HashMap<>();
    for (String text : texts) {
      TextUnits.cut(vocabulary.unit(), Tokens.cased(vocabulary, text),
          (all, from, to) -> counts.merge(all.substring(from, to), 1L, Long::sum));
    }
    return new TreeMap<>(counts);
  }

  /** Those that are common enough, the commonest first. */
  private static List<String> kept(Vocabulary vocabulary, Map<String, Long> counts) {
    int room = vocabulary.most() == 0 ? Integer.MAX_VALUE : vocabulary.most() - vocabulary.specials().size();
    return counts.entrySet().stream().filter(e -> e.getValue() >= vocabulary.least())
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()))
        .limit(room).map(Map.Entry::getKey).toList();
  }
}
