package adjoint.runtime.recipe;

import adjoint.runtime.Place;
import java.util.List;
import java.util.Optional;

/**
 * How examples are divided. Without one, all are for training.
 *
 * @param inOrder the first rows train, the next validate, the last test; else they are drawn by the seed
 * @param parts `train`, `validation`, `test`, as written
 * @param folds where the examples that no part takes are cut into folds, one of which validates
 * @param key what decides which examples go together
 */
public record Split(boolean inOrder, List<Part> parts, Optional<Folds> folds, Optional<Key> key, Place place) {

  public Split {
    parts = List.copyOf(parts);
  }

  /** Without folds. */
  public Split(boolean inOrder, List<Part> parts, Place place) {
    this(inOrder, parts, Optional.empty(), Optional.empty(), place);
  }

  /**
   * `group speaker`: what a split looks at besides chance.
   *
   * @param field that it looks at, which no model reads
   */
  public record Key(Rule rule, Field field) {}

  /** What examples that are alike in something have to do with each other. */
  public enum Rule {
    /** All of them go into one part. */
    GROUP("group"),
    /** Each part has the same share of them. */
    STRATIFY("stratify"),
    /** The smallest go into the first part, the largest into the last. */
    SORT("sort");

    private final String word;

    Rule(String word) {
      this.word = word;
    }

    /** As it is written. */
    public String word() {
      return word;
    }
  }

  /**
   * `folds 5`: cross-validation.
   *
   * @param chosen the one that validates, from 0; the others are trained on
   */
  public record Folds(int count, int chosen) {}

  /** Whether some examples validate. */
  public boolean validates() {
    return folds.isPresent() || parts.stream().anyMatch(part -> part.name() == Name.VALIDATION);
  }

  /** With another of its folds validating. */
  public Split withFold(int chosen) {
    return new Split(inOrder, parts, folds.map(f -> new Folds(f.count(), chosen)), key, place);
  }

  public enum Name {
    TRAIN("train"), VALIDATION("validation"), TEST("test");

    private final String word;

    Name(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  public record Part(Name name, Amount amount) {}

  public sealed interface Amount {

    /** How many of the data's own examples it takes, before rounding. */
    double outOf(int examples);
  }

  /** `80%` is 0.8. */
  public record Share(double share) implements Amount {
    @Override
    public double outOf(int examples) {
      return share * examples;
    }
  }

  public record Count(long examples) implements Amount {
    @Override
    public double outOf(int all) {
      return examples;
    }
  }

  /** A source of its own, with the same columns or arrays. */
  public record Own(Source source) implements Amount {
    @Override
    public double outOf(int examples) {
      return 0;
    }
  }
}
