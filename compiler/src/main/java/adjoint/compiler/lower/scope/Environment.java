package adjoint.compiler.lower.scope;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.source.Span;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
  private final Set<String> wrong = new HashSet<>();
  private final Set<String> lazy = new HashSet<>();
  private final Set<String> carried = new HashSet<>();
  private final Site site;

  /**
   * The body that a place is in.
   *
   * @param scope of its dims
   * @param path of its instance; empty in a function
   * @param owner the kind of callable: `layer`, `fn`, `model`, `optimizer`, `train`, `test`
   * @param sites the name of each layer instance written in it
   * @param called in another file, the place that it is called from in the program's own
   */
  public record Site(int scope, String path, String owner, Map<Expr, String> sites, Optional<Span> called) {}

  private Environment(Optional<Environment> around, Function<String, Optional<Denotation>> beyond, Site site) {
    this.around = around;
    this.beyond = beyond;
    this.site = site;
  }

  /** The top level of a file. */
  public static Environment file(int scope, Function<String, Optional<Denotation>> beyond) {
    return new Environment(Optional.empty(), beyond, new Site(scope, "", "file", Map.of(), Optional.empty()));
  }

  /** A body of its own. */
  public Environment body(Site inner) {
    return new Environment(Optional.of(this), name -> Optional.empty(), inner);
  }

  /** A body with names that get their meanings when they are first asked for: what was bound at the prompt. */
  public Environment body(Site inner, Set<String> known, Function<String, Optional<Denotation>> lazy) {
    Environment body = new Environment(Optional.of(this), lazy, inner);
    body.lazy.addAll(known);
    return body;
  }

  /** A block of the same body. */
  public Environment block() {
    return body(site);
  }

  public Site site() {
    return site;
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

  /** Whether this body (not the file around it) binds the name. */
  public boolean binds(String name) {
    boolean inside = around.isPresent() && around.get().site.scope() == site.scope() && around.get().around.isPresent();
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
    names.put(name, meaning);
    places.put(name, place);
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
