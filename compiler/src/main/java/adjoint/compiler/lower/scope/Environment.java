package adjoint.compiler.lower.scope;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.tensor.Size;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The names in scope at a place: its own, then those of the environment around it, at last those that a file's `use`s and
 * the standard library give.
 */
public final class Environment {

  private final Optional<Environment> around;
  private final Function<String, Optional<Denotation>> beyond;
  private final Map<String, Denotation> names = new LinkedHashMap<>();
  private final Map<String, Span> places = new LinkedHashMap<>();
  private final Map<String, Definition> definitions = new LinkedHashMap<>();
  private final Set<String> wrong = new HashSet<>();
  private final Set<String> lazy = new HashSet<>();
  private final Set<String> carried = new HashSet<>();
  private final Map<String, Set<Size>> made = new HashMap<>();
  private final BodyScope body;
  private final Optional<Map<String, Denotation.Tensor>> yields;

  /**
   * How a name got its meaning; each is one of its own.
   *
   * @param value what it was bound to, where a text says so
   * @param at where that is evaluated
   */
  public static final class Definition {
    private final Optional<Expr> value;
    private final Environment at;

    private Definition(Optional<Expr> value, Environment at) {
      this.value = value;
      this.at = at;
    }

    public Optional<Expr> value() {
      return value;
    }

    public Environment at() {
      return at;
    }
  }

  private Environment(Optional<Environment> around, Function<String, Optional<Denotation>> beyond, BodyScope body,
      Optional<Map<String, Denotation.Tensor>> yields) {
    this.around = around;
    this.beyond = beyond;
    this.body = body;
    this.yields = yields;
  }

  /** The top level of a file. */
  public static Environment file(int scope, Function<String, Optional<Denotation>> beyond) {
    return new Environment(Optional.empty(), beyond, new BodyScope(scope, "", Owner.FILE, Map.of()), Optional.empty());
  }

  /** A body of its own. */
  public Environment enter(BodyScope inner) {
    return new Environment(Optional.of(this), name -> Optional.empty(), inner, Optional.empty());
  }

  /** A body with names that get their meanings when they are first asked for: what was bound at the prompt. */
  public Environment enter(BodyScope inner, Set<String> known, Function<String, Optional<Denotation>> lazy) {
    Environment entered = new Environment(Optional.of(this), lazy, inner, Optional.empty());
    entered.lazy.addAll(known);
    return entered;
  }

  /** A block of the same body. */
  public Environment block() {
    return block(body, yields);
  }

  /** The steps of a scan, which keep what they yield. */
  public Environment steps() {
    return block(body, Optional.of(new LinkedHashMap<>()));
  }

  /** The same place while an initial value is made, or none. */
  public Environment making(Optional<Type.Tensor> value) {
    return block(body.making(value), yields);
  }

  /** The same place, where the last statement gives a result that is promised to have these axes. */
  public Environment promising(Optional<List<TypedAxis>> axes) {
    return block(body.promising(axes), yields);
  }

  /** The same place, where what is written makes these instances below a path. */
  public Environment instances(String path, Map<Expr, String> written) {
    return block(body.instances(path, written), yields);
  }

  private Environment block(BodyScope same, Optional<Map<String, Denotation.Tensor>> kept) {
    return new Environment(Optional.of(this), name -> Optional.empty(), same, kept);
  }

  public BodyScope body() {
    return body;
  }

  /** What the steps of the scan around yield, by name; empty outside of one. */
  public Optional<Map<String, Denotation.Tensor>> yields() {
    return yields;
  }

  /** Where what this text makes in a graph comes from. */
  public Origin origin(Span span) {
    return new Origin(span, body.called().orElse(span), body.path());
  }

  public Optional<Denotation> find(String name) {
    Denotation own = names.get(name);
    if (own != null) {
      return Optional.of(own);
    }
    return beyond.apply(name).or(() -> around.flatMap(env -> env.find(name)));
  }

  /** Where a name of this body was bound. */
  public Optional<Span> place(String name) {
    Span own = places.get(name);
    return own != null ? Optional.of(own) : around.flatMap(e -> e.place(name));
  }

  /** Whether a message about this name has been made, so that its uses are silent. */
  public boolean isWrong(String name) {
    return !names.containsKey(name) && (wrong.contains(name) || around.map(e -> e.isWrong(name)).orElse(false));
  }

  public void setWrong(String name) {
    wrong.add(name);
  }

  /** Leaves a name without a meaning that was declared to be two things: its uses are silent. */
  public void forget(String name) {
    names.remove(name);
    wrong.add(name);
  }

  /** Whether this body (not the file around it) binds the name. */
  public boolean binds(String name) {
    boolean inside =
        around.isPresent() && around.get().body.number() == body.number() && around.get().around.isPresent();
    return names.containsKey(name) || (inside && around.get().binds(name));
  }

  /** Lets `<-` update a name that is bound here: a scan's carry, an optimizer's state. */
  public void carry(String name, Denotation meaning, Span place) {
    bind(name, meaning, place);
    carried.add(name);
  }

  public boolean isCarried(String name) {
    return names.containsKey(name) ? carried.contains(name) : around.map(e -> e.isCarried(name)).orElse(false);
  }

  public void bind(String name, Denotation meaning, Span place) {
    bind(name, meaning, place, Optional.empty());
  }

  /**
   * @param value the text of the meaning, evaluated here
   */
  public void bind(String name, Denotation meaning, Span place, Optional<Expr> value) {
    names.put(name, meaning);
    places.put(name, place);
    definitions.put(name, new Definition(value, this));
  }

  /** How a name got its meaning; empty where it is no name of a body or a file. */
  public Optional<Definition> definition(String name) {
    Definition own = definitions.get(name);
    return own != null ? Optional.of(own) : around.flatMap(e -> e.definition(name));
  }

  /** Whether this is the top level of a file. */
  public boolean isFile() {
    return around.isEmpty();
  }

  /** Lets a dim that a call's result made be named from here on. */
  public void make(TypedAxis axis, Span place) {
    if (madeSizes(axis.dim().name()).isEmpty()) {
      bind(axis.dim().name(), new Denotation.DimName(axis, List.of()), place);
      made.put(axis.dim().name(), new LinkedHashSet<>());
    }
    madeSizes(axis.dim().name()).orElseThrow().add(axis.size());
  }

  /** The sizes that results gave a dim which only they made; empty for any other name. */
  public Optional<Set<Size>> madeSizes(String name) {
    return names.containsKey(name) || around.isEmpty()
        ? Optional.ofNullable(made.get(name))
        : around.flatMap(e -> e.madeSizes(name));
  }

  /** Replaces what a name means where it was bound: an update. */
  public void update(String name, Denotation meaning) {
    if (names.containsKey(name) || around.isEmpty()) {
      names.put(name, meaning);
    } else {
      around.get().update(name, meaning);
    }
  }

  /** All names that could be meant here, for did-you-mean. */
  public Set<String> visible() {
    Set<String> all = new TreeSet<>(names.keySet());
    all.addAll(lazy);
    around.ifPresent(e -> all.addAll(e.visible()));
    return all;
  }
}
