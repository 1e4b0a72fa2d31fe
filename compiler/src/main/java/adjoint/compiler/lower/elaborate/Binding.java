package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Row;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the variables of one use of a callable stand for. Inside, each has a dim of its own; outside, it is a dim of the
 * caller. Of an argument, bracket arguments and declared dims are found by name, the rest by position from the right.
 */
public final class Binding {

  private final int scope;
  private final Environment home;
  private final Set<String> variables;
  private final Map<String, TypedAxis> axes = new LinkedHashMap<>();
  private final Map<String, Dim> given = new HashMap<>();
  private final Map<String, Span> givenAt = new HashMap<>();
  private final Map<String, Size> resized = new HashMap<>();
  private final Map<String, List<TypedAxis>> rows = new LinkedHashMap<>();
  private final Map<Dim, Dim> outward = new HashMap<>();

  /**
   * @param home the file that the callable stands in: its dims are declared ones
   * @param variables the names that its header declares, which stand before the file's
   */
  public Binding(int scope, Environment home, Set<String> variables) {
    this.scope = scope;
    this.home = home;
    this.variables = variables;
  }

  public int scope() {
    return scope;
  }

  /** A bracket argument: the variable stands for this dim of the caller, whose size may still change in the argument. */
  void give(String variable, TypedAxis actual, Span span) {
    given.put(variable, actual.dim());
    givenAt.put(variable, span);
    bind(variable, actual);
  }

  public boolean isBound(String variable) {
    return axes.containsKey(variable);
  }

  public void bind(String variable, TypedAxis actual) {
    Dim local = new Dim(variable, scope, actual.dim().shown());
    axes.put(variable, new TypedAxis(local, actual.size()));
    outward.put(local, actual.dim());
  }

  /** A variable that stands for no dim of the caller: its size follows from others. */
  void derive(String variable, Size size) {
    axes.put(variable, new TypedAxis(new Dim(variable, scope, variable), size));
  }

  /** The size of a dim that a parameter's type gives a size: a variable, or a declared one. */
  Size size(String dim) {
    return axes.containsKey(dim) ? axes.get(dim).size() : resized.get(dim);
  }

  /** Puts sizes in place of names of sizes. */
  void substitute(Map<String, Size> sizes) {
    axes.replaceAll((name, axis) -> new TypedAxis(axis.dim(), axis.size().substitute(sizes)));
  }

  public void bindRow(String name, List<TypedAxis> actual) {
    List<TypedAxis> locals = new ArrayList<>();
    for (int i = 0; i < actual.size(); i++) {
      Dim local = new Dim(name + i, scope, actual.get(i).dim().shown());
      outward.put(local, actual.get(i).dim());
      locals.add(new TypedAxis(local, actual.get(i).size()));
    }
    rows.put(name, List.copyOf(locals));
  }

  public boolean isRowBound(String name) {
    return rows.containsKey(name);
  }

  /** Puts all variables and rows into the environment of the body. */
  public void enter(Environment body, Span span) {
    axes.forEach((name, axis) -> body.bind(name, new DimName(axis, List.of()), span));
    rows.forEach((name, row) -> body.bind(name, new Row(row), span));
  }

  /** The axes of a result, as the caller knows them; a dim without a name is called by its size. */
  List<TypedAxis> outward(List<TypedAxis> inside) {
    return inside.stream().map(a -> {
      Dim dim = outward(a.dim());
      return a.named(dim.isAnonymous() ? Dim.anonymous(a.size().toString()) : dim);
    }).toList();
  }

  /** The dims of a result that stand for nothing outside: the body itself made them. */
  List<TypedAxis> made(List<TypedAxis> inside) {
    return inside.stream().filter(a -> a.dim().scope() == scope && !a.dim().name().endsWith("'"))
        .filter(a -> !outward.containsKey(a.dim())).toList();
  }

  /** Lets a dim that the body made be this one outside. */
  void leave(Dim made, Dim outside) {
    outward.put(made, outside);
  }

  Dim outward(Dim inside) {
    Dim actual = outward.get(inside);
    if (actual != null) {
      return actual;
    }
    if (inside.name().endsWith("'")) {
      String base = inside.name().substring(0, inside.name().length() - 1);
      return outward(new Dim(base, inside.scope(), base)).twin();
    }
    return inside.scope() == scope ? Dim.declared(inside.name()) : inside;
  }

  /** A matched side of a type: the argument's axes in the pattern's order, and the same with the body's names. */
  record Match(List<TypedAxis> actual, List<TypedAxis> local) {}

  /** Matches a list of dims as written in a parameter's type with an argument's axes. */
  Match match(List<Bracket.Item> items, List<TypedAxis> actual, CallMistakes.Argument argument) {
    List<TypedAxis> rest = new ArrayList<>(actual);
    Map<Bracket.Item, List<TypedAxis>> found = new HashMap<>();
    for (Bracket.Item item : items) {
      byName(item, actual, argument).ifPresent(axes -> {
        found.put(item, axes);
        rest.removeAll(axes);
      });
    }
    byPosition(items, found, rest, argument);
    List<TypedAxis> ordered = new ArrayList<>();
    List<TypedAxis> local = new ArrayList<>();
    for (Bracket.Item item : items) {
      List<TypedAxis> part = found.get(item);
      ordered.addAll(part);
      local.addAll(local(item, part));
    }
    return new Match(ordered, local);
  }

  private Optional<List<TypedAxis>> byName(Bracket.Item item, List<TypedAxis> actual, CallMistakes.Argument argument) {
    if (item instanceof Bracket.Item.Row row) {
      String name = TypeReader.rowName(row);
      return Optional.ofNullable(rows.get(name)).map(bound -> bound.stream()
          .map(axis -> find(outward(axis.dim()), axis.size(), actual, argument)).toList());
    }
    return name(item).flatMap(name -> byName(item, name, actual, argument)).map(List::of);
  }

  private Optional<TypedAxis> byName(Bracket.Item item, String name, List<TypedAxis> actual,
      CallMistakes.Argument argument) {
    Dim dim = given.get(name);
    if (dim == null && axes.containsKey(name)) {
      TypedAxis bound = axes.get(name);
      return Optional.of(find(outward(bound.dim()), bound.size(), actual, argument));
    }
    if (dim != null) {
      TypedAxis same =
          named(dim, actual).orElseThrow(() -> CallMistakes.takes(argument, axes.get(name), givenAt.get(name)));
      bind(name, same);
      given.remove(name);
      return Optional.of(same);
    }
    Optional<TypedAxis> declared = declared(name);
    if (declared.isPresent() && item instanceof Bracket.Item.Setting) {
      TypedAxis same = named(declared.get().dim(), actual)
          .orElseThrow(() -> CallMistakes.lacks(argument, declared.get()));
      resized.put(name, same.size());
      return Optional.of(same);
    }
    return declared.map(axis -> find(axis.dim(), axis.size(), actual, argument));
  }

  /** The name of a dim in a parameter's type, with or without its size. */
  private static Optional<String> name(Bracket.Item item) {
    return switch (item) {
      case Bracket.Item.Plain p -> p.value() instanceof Expr.Name n ? Optional.of(n.name()) : Optional.empty();
      case Bracket.Item.Setting s -> Optional.of(s.name());
      case Bracket.Item.Row _,Bracket.Item.As _,Bracket.Item.At _,Bracket.Item.Range _,Bracket.Item.Layer _ ->
        Optional.empty();
    };
  }

  private Optional<TypedAxis> declared(String name) {
    return variables.contains(name)
        ? Optional.empty()
        : home.find(name).filter(m -> m instanceof DimName).map(m -> ((DimName) m).axis());
  }

  private static TypedAxis find(Dim dim, Size size, List<TypedAxis> actual, CallMistakes.Argument argument) {
    TypedAxis same = named(dim, actual).orElseThrow(() -> CallMistakes.lacks(argument, new TypedAxis(dim, size)));
    if (!same.size().equals(size)) {
      throw CallMistakes.argumentSize(argument, new TypedAxis(dim, size), same);
    }
    return same;
  }

  private static Optional<TypedAxis> named(Dim dim, List<TypedAxis> axes) {
    return axes.stream().filter(a -> a.dim().equals(dim)).findFirst();
  }

  /** Items after the row take from the right, those before it from the left, and the row what remains. */
  private void byPosition(List<Bracket.Item> items, Map<Bracket.Item, List<TypedAxis>> found, List<TypedAxis> rest,
      CallMistakes.Argument argument) {
    List<Bracket.Item> open = items.stream().filter(i -> !found.containsKey(i)).toList();
    int row = (int) open.stream().takeWhile(i -> !(i instanceof Bracket.Item.Row)).count();
    boolean hasRow = row < open.size();
    int single = hasRow ? open.size() - 1 : open.size();
    if (rest.size() < single || (!hasRow && rest.size() > single)) {
      throw CallMistakes.rank(argument, single, hasRow, rest);
    }
    int after = hasRow ? open.size() - row - 1 : 0;
    for (int i = 0; i < open.size(); i++) {
      int from = i <= row ? i : rest.size() - (open.size() - i);
      int to = i == row && hasRow ? rest.size() - after : from + 1;
      found.put(open.get(i), List.copyOf(rest.subList(from, to)));
    }
    open.forEach(item -> bindFound(item, found.get(item), argument));
  }

  private void bindFound(Bracket.Item item, List<TypedAxis> axes, CallMistakes.Argument argument) {
    if (item instanceof Bracket.Item.Row row) {
      bindRow(TypeReader.rowName(row), axes);
    } else if (name(item).isPresent()) {
      bind(name(item).get(), axes.getFirst());
    } else if (item instanceof Bracket.Item.Plain p && p.value() instanceof Expr.Number n
        && !axes.getFirst().size().is((long) n.value())) {
      throw CallMistakes.argumentSize(argument,
          new TypedAxis(Dim.anonymous(n.span().text()), Size.of((long) n.value())),
          axes.getFirst());
    }
  }

  private List<TypedAxis> local(Bracket.Item item, List<TypedAxis> actual) {
    if (item instanceof Bracket.Item.Row row) {
      return rows.get(TypeReader.rowName(row));
    }
    return name(item).filter(axes::containsKey).map(name -> List.of(axes.get(name))).orElse(actual);
  }

  /** Binds a variable to the dim of an index type, or holds the two against each other: positions of a twin are as good. */
  Type.Kind matchKind(Expr.Name element, Type.Kind actual, CallMistakes.Argument argument) {
    if (!(actual instanceof Type.Kind.IndexOf index)) {
      throw CallMistakes.kind(argument, "indices into " + element.name());
    }
    TypedAxis axis = new TypedAxis(index.dim(), index.size());
    Optional<TypedAxis> known =
        isBound(element.name()) ? Optional.of(axes.get(element.name())) : declared(element.name());
    if (known.isEmpty()) {
      bind(element.name(), axis);
    } else if (!outward(known.get().dim()).isTwinOf(index.dim())) {
      throw CallMistakes.kind(argument, "indices into " + known.get().dim().shown());
    }
    TypedAxis local = isBound(element.name()) ? axes.get(element.name()) : axis;
    return new Type.Kind.IndexOf(local.dim(), local.size());
  }

  /** The kind of a result, as the caller knows it. */
  Type.Kind outward(Type.Kind kind) {
    return kind instanceof Type.Kind.IndexOf i ? new Type.Kind.IndexOf(outward(i.dim()), i.size()) : kind;
  }
}
