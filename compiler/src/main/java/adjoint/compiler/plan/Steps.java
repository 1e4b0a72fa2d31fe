package adjoint.compiler.plan;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Questions about steps, and steps with parts replaced. */
final class Steps {

  private Steps() {}

  /** A scalar expression of a step and its lookups' tables, given to `read` and `table`. */
  static void eachRead(Scalar scalar, Consumer<Scalar.Read> read, Consumer<Value> table) {
    scalar.subscripts().forEach(s -> s.tables().forEach(table));
    if (scalar instanceof Scalar.Read r) {
      read.accept(r);
    }
    scalar.children().forEach(c -> eachRead(c, read, table));
  }

  /** The expressions that a step evaluates, children of loops included. */
  static Stream<Scalar> bodies(Step step) {
    return switch (step) {
      case Step.Contraction c -> Stream.concat(Stream.of(c.left(), c.right()), c.epilogue().stream().map(Store::body));
      case Step.Nest n -> n.statements().stream().flatMap(Steps::bodies);
      case Step.Loop l -> l.children().stream().flatMap(Steps::bodies);
      case Step.Scatter s -> Stream.of(s.body());
      case Step.Sort s -> Stream.of();
      case Step.Copy c -> Stream.of();
    };
  }

  static Stream<Scalar> bodies(Step.Statement statement) {
    return switch (statement) {
      case Step.Statement.Map m -> m.stores().stream().map(Store::body);
      case Step.Statement.Reduce r -> Stream.of(r.body());
      case Step.Statement.ArgReduce a -> Stream.of(a.body());
    };
  }

  static List<Store> stores(Step.Statement statement) {
    return switch (statement) {
      case Step.Statement.Map m -> m.stores();
      case Step.Statement.Reduce r -> List.of(r.target());
      case Step.Statement.ArgReduce a -> List.of(a.target());
    };
  }

  /** The stores of a step, children of loops included. */
  static Stream<Store> stores(Step step) {
    return switch (step) {
      case Step.Contraction c -> c.epilogue().stream();
      case Step.Nest n -> n.statements().stream().flatMap(s -> stores(s).stream());
      case Step.Loop l -> l.children().stream().flatMap(Steps::stores);
      case Step.Scatter s -> Stream.of();
      case Step.Sort s -> Stream.of();
      case Step.Copy c -> Stream.of();
    };
  }

  /** What a step writes to memory. */
  static Set<Value> written(Step step) {
    Set<Value> all = new LinkedHashSet<>();
    stores(step).filter(Store::kept).forEach(s -> all.add(s.value()));
    switch (step) {
      case Step.Scatter s -> all.add(s.target());
      case Step.Sort s -> all.add(s.target());
      case Step.Copy c -> all.add(c.to());
      case Step.Loop l -> l.children().forEach(c -> all.addAll(written(c)));
      case Step.Contraction c -> {}
      case Step.Nest n -> {}
    }
    return all;
  }

  /** What a step reads from memory: all that its expressions mention but registers of its own. */
  static Set<Value> read(Step step) {
    Set<Value> all = new LinkedHashSet<>();
    switch (step) {
      case Step.Copy c -> all.add(c.from());
      case Step.Sort s -> all.add(s.keys());
      case Step.Scatter s -> {
        s.at().forEach(p -> all.addAll(p.tables()));
        all.addAll(s.body().reads());
      }
      case Step.Loop l -> l.children().forEach(c -> all.addAll(read(c)));
      case Step.Contraction c -> {
        bodies(c).forEach(b -> all.addAll(b.reads()));
        all.remove(c.accumulator());
        c.epilogue().stream().filter(s -> !s.kept()).forEach(s -> all.remove(s.value()));
      }
      case Step.Nest n -> {
        bodies(n).forEach(b -> all.addAll(b.reads()));
        stores(n).filter(s -> !s.kept()).forEach(s -> all.remove(s.value()));
      }
    }
    return all;
  }

  /** With stores and expressions replaced, children of loops included. */
  static Step map(Step step, UnaryOperator<Store> store, UnaryOperator<Scalar> body, UnaryOperator<Value> value) {
    return switch (step) {
      case Step.Contraction c ->
        c.withOperands(body.apply(c.left()), body.apply(c.right())).withEpilogue(all(c.epilogue(), store));
      case Step.Nest n -> new Step.Nest(n.outer(),
          n.statements().stream().map(s -> map(s, store, body)).toList(), n.origin());
      case Step.Loop l -> new Step.Loop(l.index(), l.reverse(),
          l.children().stream().map(c -> map(c, store, body, value)).toList(), l.origin());
      case Step.Sort s -> new Step.Sort(value.apply(s.target()), value.apply(s.keys()), s.descending(), s.origin());
      case Step.Scatter s -> new Step.Scatter(value.apply(s.target()), s.over(), s.reduction(),
          s.at().stream().map(p -> p.map(Subscript::of, value)).toList(), body.apply(s.body()), s.origin());
      case Step.Copy c -> new Step.Copy(value.apply(c.from()), value.apply(c.to()), c.origin());
    };
  }

  private static Step.Statement map(Step.Statement statement, UnaryOperator<Store> store, UnaryOperator<Scalar> body) {
    return switch (statement) {
      case Step.Statement.Map m -> new Step.Statement.Map(m.inner(), all(m.stores(), store));
      case Step.Statement.Reduce r -> new Step.Statement.Reduce(r.inner(), r.over(), r.reduction(), r.order(),
          body.apply(r.body()), store.apply(r.target()));
      case Step.Statement.ArgReduce a ->
        new Step.Statement.ArgReduce(a.inner(), a.over(), a.largest(), body.apply(a.body()), store.apply(a.target()));
    };
  }

  private static List<Store> all(List<Store> stores, UnaryOperator<Store> store) {
    return stores.stream().map(store).toList();
  }

  /** With one value in place of another. */
  static Step replace(Step step, Value from, Value to) {
    UnaryOperator<Value> value = v -> v.equals(from) ? to : v;
    UnaryOperator<Scalar> body = s -> s.map(Subscript::of, value);
    return map(step, s -> replaced(s, value), body, value);
  }

  static Step.Statement replace(Step.Statement statement, Value from, Value to) {
    UnaryOperator<Value> value = v -> v.equals(from) ? to : v;
    UnaryOperator<Scalar> body = s -> s.map(Subscript::of, value);
    return map(statement, s -> replaced(s, value), body);
  }

  private static Store replaced(Store store, UnaryOperator<Value> value) {
    return new Store(value.apply(store.value()), subscripts(store.at(), value),
        store.body().map(Subscript::of, value), store.kept());
  }

  private static List<Subscript> subscripts(List<Subscript> at, UnaryOperator<Value> value) {
    return at.stream().map(s -> s.map(Subscript::of, value)).toList();
  }

  /** With `to[prefix, at]` in place of `from[at]`, stores included. */
  static Step prefix(Step step, Value from, Value to, Index prefix) {
    UnaryOperator<Scalar> body = s -> prefix(s, from, to, prefix);
    return map(step, s -> s.value().equals(from)
        ? new Store(to, prefixed(s.at(), prefix), body.apply(s.body()), s.kept())
        : new Store(s.value(), s.at(), body.apply(s.body()), s.kept()), body, UnaryOperator.identity());
  }

  static Scalar prefix(Scalar scalar, Value from, Value to, Index prefix) {
    return scalar instanceof Scalar.Read r && r.tensor().equals(from)
        ? new Scalar.Read(to, prefixed(r.at(), prefix))
        : scalar.mapChildren(c -> prefix(c, from, to, prefix));
  }

  private static List<Subscript> prefixed(List<Subscript> at, Index prefix) {
    List<Subscript> all = new ArrayList<>(List.of(Subscript.of(prefix)));
    all.addAll(at);
    return List.copyOf(all);
  }

  /** Whether a scalar or its lookups mention a value as a table. */
  static boolean isTable(Scalar scalar, Value value) {
    return scalar.subscripts().stream().anyMatch(s -> s.tables().contains(value))
        || scalar.children().stream().anyMatch(c -> isTable(c, value));
  }

  /** Whether every read of the value in the scalar is at the same place, and no lookup is in it. */
  static boolean readsOnlyAt(Scalar scalar, Value value, List<Subscript> at) {
    boolean here = !(scalar instanceof Scalar.Read r && r.tensor().equals(value))
        || ((Scalar.Read) scalar).at().equals(at);
    return here && scalar.subscripts().stream().noneMatch(s -> s.tables().contains(value))
        && scalar.children().stream().allMatch(c -> readsOnlyAt(c, value, at));
  }
}
