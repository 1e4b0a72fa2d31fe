package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.Context;
import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.plan.Placement;
import adjoint.compiler.plan.Step.Order;
import adjoint.compiler.plan.Step.Statement;
import adjoint.compiler.plan.Step;
import adjoint.compiler.plan.Store;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Lowers statements to pieces: loops are flattened, bodies become words, and vectors get an index to go along. */
final class Pieces {

  private final Context context;
  private final Words words;

  Pieces(Context context, Words words) {
    this.context = context;
    this.words = words;
  }

  private Mode mode() {
    return context.mode();
  }

  private Lowering lowering() {
    return new Lowering(context.plan(), words);
  }

  Piece of(Statement statement) {
    return switch (statement) {
      case Statement.Map m -> map(m.inner(), m.stores());
      case Statement.Reduce r -> reduce(r);
      case Statement.ArgReduce a -> extreme(a);
    };
  }

  private Piece map(List<Index> inner, List<Store> stores) {
    Lowering lowering = lowering();
    Set<Value> registers = new HashSet<>();
    Flattening flattening = new Flattening(lowering, registers);
    for (Store store : stores) {
      flattening.reading(store.body());
      registers.add(store.value());
      if (store.kept()) {
        flattening.writing(store.value(), store.at());
      }
    }
    List<Index> loops = flattening.of(flattening.split(inner));
    List<Target> targets = new ArrayList<>();
    for (Store store : stores) {
      targets.addAll(target(lowering, store).stream().toList());
    }
    return Elementwise.of(loops, targets, mode(), false, sizes(lowering, loops), words);
  }

  /** Stores that come later take the value from the register. */
  private static Optional<Target> target(Lowering lowering, Store store) {
    Scalar body = store.body();
    Optional<Target> target = Optional.empty();
    if (store.kept()) {
      Placement placement = lowering.placement(store.value());
      target = Optional.of(new Target(placement, lowering.address(store.value(), store.at()),
          lowering.stored(body, placement.element())));
    }
    lowering.bind(store.value(), switch (store.value().element()) {
      case REAL -> lowering.real(body);
      case INT -> lowering.lower(body);
      case BOOL -> lowering.truth(body);
    });
    return target;
  }

  private static List<Word> sizes(Lowering lowering, List<Index> loops) {
    return loops.stream().map(i -> lowering.size(i.size())).toList();
  }

  private Piece reduce(Statement.Reduce reduce) {
    Lowering lowering = lowering();
    Store target = reduce.target();
    Flattening flattening = new Flattening(lowering, Set.of()).reading(reduce.body());
    List<Index> over = flattening.of(reduce.over());
    Order order = over.isEmpty() ? Order.CHAIN : reduce.order();
    flattening.writing(target.value(), target.at());
    List<Index> inner = flattening.of(flattening.split(reduce.inner()));
    Word body = body(lowering, reduce.reduction(), reduce.body());
    Folding folding = Folding.of(words, reduce.reduction(), body.kind());
    Placement placement = lowering.placement(target.value());
    Target to = new Target(placement, lowering.address(target.value(), target.at()),
        folding.stored(placement.element()));
    List<Word> sizes = new ArrayList<>(sizes(lowering, inner));
    sizes.addAll(sizes(lowering, over));
    Optional<Word> unrolled = Unrolling.of(folding, body, over, order);
    if (unrolled.isPresent()) {
      Word result = words.replace(to.value(), Map.of(folding.sum(), unrolled.get()));
      return Elementwise.of(inner, List.of(new Target(placement, to.address(), result)), mode(), false, sizes, words);
    }
    if (reduce.reduction() == Reduction.SUM && order == Order.LANES) {
      return Lanes.of(inner, over, sizes, folding, body, to, mode());
    }
    Chain chain = Chain.of(inner, over, sizes, folding, body, to, mode());
    boolean across = mode() == Mode.VECTOR && chain.vectors().isEmpty() && folding.reduction() != Reduction.SUM;
    return across ? across(chain).orElse(chain) : chain;
  }

  /** What doesn't depend on the order of its terms may have its lanes along a reduced index. */
  private Optional<Piece> across(Chain chain) {
    return chain.over().reversed().stream().filter(i -> !i.size().isConstant() || i.size().constant() >= 8)
        .filter(i -> Lanes.isVector(chain.folding(), chain.body(), i)).findFirst()
        .map(last -> {
          List<Index> over = new ArrayList<>(chain.over());
          over.remove(last);
          over.add(last);
          return Lanes.of(chain.inner(), over, chain.sizes(), chain.folding(), chain.body(), chain.target(), mode());
        });
  }

  private static Word body(Lowering lowering, Reduction reduction, Scalar body) {
    return switch (reduction) {
      case SUM -> lowering.real(body);
      case MAX, MIN -> {
        Word word = lowering.lower(body);
        yield word.kind() == Kind.BOOL ? lowering.real(body) : word;
      }
      case ANY, ALL -> lowering.truth(body);
    };
  }

  private Piece extreme(Statement.ArgReduce reduce) {
    Lowering lowering = lowering();
    Store store = reduce.target();
    Word body = lowering.real(reduce.body());
    Placement placement = lowering.placement(store.value());
    List<Word> sizes = new ArrayList<>(sizes(lowering, reduce.inner()));
    sizes.addAll(sizes(lowering, List.of(reduce.over())));
    Target target = new Target(placement, lowering.address(store.value(), store.at()), body);
    Optional<Word> unrolled = Unrolling.extreme(words, body, reduce.over(), reduce.largest());
    if (unrolled.isPresent()) {
      Target place = new Target(placement, target.address(), unrolled.get());
      return Elementwise.of(reduce.inner(), List.of(place), mode(), false, sizes, words);
    }
    return new Extreme(reduce.inner(), reduce.over(), sizes, reduce.largest(), body, target);
  }

  /** A scatter: what it starts with, then the sums. */
  List<Piece> of(Step.Scatter scatter) {
    Lowering lowering = lowering();
    Value value = scatter.target();
    List<Index> all = all(value);
    Folding folding = Folding.of(words, scatter.reduction(), Kind.FLOAT);
    double start = switch (scatter.reduction()) {
      case SUM, ANY, ALL -> 0;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
    };
    Piece zero = map(all, List.of(new Store(value, Subscript.of(all), Scalar.of(start), true)));
    Placement placement = lowering.placement(value);
    Word address = lowering.address(value, scatter.at());
    Word before = words.load(placement.space(), Kind.FLOAT, false, address);
    Word after = words.replace(folding.with(lowering.real(scatter.body())), Map.of(folding.sum(), before));
    Target target = new Target(placement, address, after);
    return List.of(zero, Elementwise.of(scatter.over(), List.of(target), mode(), true,
        sizes(lowering, scatter.over()), words));
  }

  /** The order of the keys in each row. */
  Piece of(Step.Sort sort) {
    Lowering lowering = lowering();
    List<Index> all = all(sort.keys());
    List<Subscript> first = new ArrayList<>(Subscript.of(all.subList(0, all.size() - 1)));
    first.add(Subscript.ZERO);
    Word key = SortKeys.of(words, lowering.lower(new Scalar.Read(sort.keys(), Subscript.of(all))), sort.descending());
    return new Sorting(all.subList(0, all.size() - 1), all.getLast(), sizes(lowering, all), key,
        lowering.address(sort.target(), first), lowering.placement(sort.target()));
  }

  /** An index for each axis of a value. */
  private static List<Index> all(Value value) {
    List<Index> all = new ArrayList<>();
    for (int i = 0; i < value.axes().size(); i++) {
      all.add(new Index(Integer.MIN_VALUE + i, value.axes().get(i).name(), value.axes().get(i).size()));
    }
    return all;
  }

  /** A copy of a whole value. */
  Piece of(Step.Copy copy) {
    List<Index> all = all(copy.to());
    List<Subscript> at = Subscript.of(all);
    return map(all, List.of(new Store(copy.to(), at, new Scalar.Read(copy.from(), at), true)));
  }
}
