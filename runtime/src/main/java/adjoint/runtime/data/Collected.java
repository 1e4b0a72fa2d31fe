package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Words;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A field's rows of training data as they gather. */
record Collected(FieldCells cells, GrowingNumbers numbers) {

  static Collected of(Field field, int width) {
    boolean fits = FieldCells.needsStatistics(field);
    return of(field, width, fits || field.element() == Element.REAL
        ? SpilledNumbers.ofMemory(fits)
        : new GrowingNumbers.Ints());
  }

  /** One whose numbers all stay in memory. */
  static Collected inMemory(Field field, int width) {
    return of(field, width, new SpilledNumbers(FieldCells.needsStatistics(field), Long.MAX_VALUE));
  }

  private static Collected of(Field field, int width, GrowingNumbers numbers) {
    return new Collected(new FieldCells(field, width, Optional.empty(), numbers), numbers);
  }

  /** Begins a field whenever its cells are asked for, and adds it to a list. */
  static Rows.Cells into(List<Collected> fields) {
    return (field, width) -> {
      Collected begun = of(field, width);
      fields.add(begun);
      return begun.cells();
    };
  }

  /** What reads the cells of several files, one after another, into the same fields. */
  static final class OfFiles implements Rows.Cells {
    private final List<Collected> fields = new ArrayList<>();
    private int next;

    /** Begins with the next file. */
    void begin() {
      next = 0;
    }

    @Override
    public FieldCells of(Field field, int width) {
      if (next == fields.size()) {
        fields.add(Collected.of(field, width));
      }
      FieldCells cells = fields.get(next++).cells();
      if (cells.width() != width) {
        throw UserProblem.of(RuntimeProblem.COLUMN_COUNT, field.name() + " takes " + Words.count(width, "column")
            + " here, but " + Words.count(cells.width()) + " of the files before").at(field.place());
      }
      return cells;
    }

    List<Raw> raws() {
      return Collected.raws(fields);
    }
  }

  static List<Raw> raws(List<Collected> fields) {
    List<Raw> raws = new ArrayList<>();
    fields.forEach(field -> raws.add(field.raw()));
    return raws;
  }

  /** All of them. */
  Raw raw() {
    int width = cells.width();
    if (numbers instanceof SpilledNumbers reals) {
      return reals.raw(width);
    }
    int[] ints = ((GrowingNumbers.Ints) numbers).values();
    if (cells.readsText()) {
      return new Raw.Texts(ints, cells.members());
    }
    return cells.collects()
        ? new Raw.Named(ints, width, cells.members())
        : new Raw.Ready(new ColumnValues.Ints(ints, width));
  }
}
