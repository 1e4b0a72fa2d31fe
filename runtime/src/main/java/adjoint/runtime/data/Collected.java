package adjoint.runtime.data;

import adjoint.runtime.recipe.Field;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A field's rows of training data as they gather. */
record Collected(FieldCells cells, Numbers numbers) {

  static Collected of(Field field, int width) {
    Numbers numbers = FieldCells.needsStatistics(field)
        ? new Numbers.Doubles()
        : field.element() == Element.REAL ? new Numbers.Floats() : new Numbers.Ints();
    return new Collected(new FieldCells(field, width, Optional.empty(), numbers), numbers);
  }

  static List<Raw> raws(List<Collected> fields) {
    List<Raw> raws = new ArrayList<>();
    fields.forEach(field -> raws.add(field.raw()));
    return raws;
  }

  /** All of them. */
  Raw raw() {
    int width = cells.width();
    if (numbers instanceof Numbers.Doubles doubles) {
      return new Raw.Unfitted(doubles.values(), width);
    }
    if (numbers instanceof Numbers.Floats floats) {
      return new Raw.Ready(new Column.Reals(floats.values(), width));
    }
    int[] ints = ((Numbers.Ints) numbers).values();
    return cells.collects() ? new Raw.Named(ints, width, cells.members()) : new Raw.Ready(new Column.Ints(ints, width));
  }
}
