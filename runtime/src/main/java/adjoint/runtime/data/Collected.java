package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A field's rows of training data as they gather. */
record Collected(FieldCells cells, GrowingNumbers numbers) {

  static Collected of(Field field, int width) {
    GrowingNumbers numbers = FieldCells.needsStatistics(field)
        ? new GrowingNumbers.Doubles()
        : field.element() == Element.REAL ? new GrowingNumbers.Floats() : new GrowingNumbers.Ints();
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

  static List<Raw> raws(List<Collected> fields) {
    List<Raw> raws = new ArrayList<>();
    fields.forEach(field -> raws.add(field.raw()));
    return raws;
  }

  /** All of them. */
  Raw raw() {
    int width = cells.width();
    if (numbers instanceof GrowingNumbers.Doubles doubles) {
      return new Raw.Unfitted(doubles.values(), width);
    }
    if (numbers instanceof GrowingNumbers.Floats floats) {
      return new Raw.Ready(new ColumnValues.Reals(floats.values(), width));
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
