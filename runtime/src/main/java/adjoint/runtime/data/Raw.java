package adjoint.runtime.data;

import adjoint.runtime.picture.PictureAxes;
import adjoint.runtime.recipe.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A field's values as they were read, before statistics of the training examples are applied. */
sealed interface Raw {

  /** The numbers of a row. */
  int width();

  /** The final values, with statistics taken from the training rows. */
  Fitting.Result fit(Field field, Table table, BitSet training);

  /** The final values, by statistics that are known. */
  ColumnValues apply(Field field, Table table, Fitted fitted);

  /** Nothing to wait for. */
  record Ready(ColumnValues column) implements Raw {
    @Override
    public int width() {
      return column.width();
    }

    @Override
    public Fitting.Result fit(Field field, Table table, BitSet training) {
      return new Fitting.Result(column, new Fitted(field.name(), List.of(), List.of()));
    }

    @Override
    public ColumnValues apply(Field field, Table table, Fitted fitted) {
      return column;
    }
  }

  /** Awaits statistics; NaN where a value is missing. */
  record Unfitted(double[] values, int width) implements Raw {
    @Override
    public Fitting.Result fit(Field field, Table table, BitSet training) {
      return Fitting.fit(field, table, this, training);
    }

    @Override
    public ColumnValues apply(Field field, Table table, Fitted fitted) {
      Treatment.transform(field, values, fitted);
      return Fitting.narrowed(field, table, values, width);
    }
  }

  /** Awaits statistics, in a file. */
  record UnfittedFile(NumberFile numbers, int width) implements Raw {
    @Override
    public Fitting.Result fit(Field field, Table table, BitSet training) {
      return FiledFitting.fit(field, table, numbers, width, training);
    }

    @Override
    public ColumnValues apply(Field field, Table table, Fitted fitted) {
      return FiledFitting.treated(field, table, numbers, width, fitted);
    }
  }

  /** Awaits a vocabulary: positions in `names`, which stand in the order in which they were met. */
  record Named(int[] positions, int width, List<String> names) implements Raw {

    /** The same words, as positions among more names than these. */
    Named among(Set<String> more) {
      List<String> all = List.copyOf(more);
      Map<String, Integer> places = new HashMap<>();
      all.forEach(name -> places.put(name, places.size()));
      return new Named(Arrays.stream(positions).map(p -> places.get(names.get(p))).toArray(), width, all);
    }

    @Override
    public Fitting.Result fit(Field field, Table table, BitSet training) {
      List<String> vocabulary = Fitting.vocabulary(field, this);
      return new Fitting.Result(Fitting.positions(field, table, this, vocabulary),
          new Fitted(field.name(), List.of(), vocabulary));
    }

    @Override
    public ColumnValues apply(Field field, Table table, Fitted fitted) {
      return Fitting.positions(field, table, this, fitted.names());
    }
  }

  /** Awaits a vocabulary: for each row the position of its text among those that there are. */
  record Texts(int[] positions, List<String> texts) implements Raw {
    @Override
    public int width() {
      return 1;
    }

    @Override
    public Fitting.Result fit(Field field, Table table, BitSet training) {
      throw new IllegalStateException("vocabularies are learnt from all fields over a dim");
    }

    @Override
    public ColumnValues apply(Field field, Table table, Fitted fitted) {
      return Sequences.of(field, table, this, new Tokens(field, TextCells.of(field), fitted.names()));
    }

    /** Those of some rows, in their order. */
    List<String> of(BitSet rows) {
      List<String> some = new ArrayList<>();
      for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
        some.add(texts.get(positions[row]));
      }
      return some;
    }
  }

  /** The lengths of another field's texts, which have no values of their own. */
  record Length(String of) implements Raw {
    @Override
    public int width() {
      return 1;
    }

    @Override
    public Fitting.Result fit(Field field, Table table, BitSet training) {
      throw new IllegalStateException(field.name() + " follows from " + of);
    }

    @Override
    public ColumnValues apply(Field field, Table table, Fitted fitted) {
      throw new IllegalStateException(field.name() + " follows from " + of);
    }
  }

  /** Pictures, of which standardising and scaling know the channels apart and nothing else. */
  record PictureSamples(PictureRows pictures, int rows, PictureAxes axes) implements Raw {
    @Override
    public int width() {
      return axes.count();
    }

    @Override
    public Fitting.Result fit(Field field, Table table, BitSet training) {
      return ChannelFitting.fit(field, this, training);
    }

    @Override
    public ColumnValues apply(Field field, Table table, Fitted fitted) {
      return ChannelFitting.column(field, this, new Treatment.Known(field, fitted.numbers().iterator()));
    }
  }

  /**
   * Sounds, window by window, with statistics over these.
   *
   * @param windows of all rows
   * @param starts the windows at which rows begin, and where the last one ends
   */
  record SoundWindows(Raw windows, int[] starts) implements Raw {
    @Override
    public int width() {
      return starts.length < 2 ? windows.width() : windows.width() * (starts[1] - starts[0]);
    }

    @Override
    public Fitting.Result fit(Field field, Table table, BitSet training) {
      BitSet some = new BitSet();
      training.stream().forEach(row -> some.set(starts[row], starts[row + 1]));
      Fitting.Result result = windows.fit(field, new Table(List.of(), 0, this::place), some);
      return new Fitting.Result(column(field, result.column()), result.fitted());
    }

    private String place(int window) {
      int row = Arrays.binarySearch(starts, window);
      return "example " + (row < 0 ? -row - 2 : row);
    }

    @Override
    public ColumnValues apply(Field field, Table table, Fitted fitted) {
      return column(field, windows.apply(field, new Table(List.of(), 0, this::place), fitted));
    }

    private ColumnValues column(Field field, ColumnValues values) {
      float[] all = ((ColumnValues.Reals) values).values();
      return field.open().isPresent()
          ? new ColumnValues.RaggedReals(all, starts, windows.width())
          : new ColumnValues.Reals(all, field.count());
    }
  }
}
