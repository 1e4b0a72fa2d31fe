package adjoint.compiler.lower.scope;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.lower.problem.FoundProblems;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.data.FileFacts;
import adjoint.runtime.program.Layout;
import adjoint.runtime.recipe.Counted;
import adjoint.runtime.recipe.FileArray;
import adjoint.runtime.recipe.Vocabulary;
import java.util.ArrayList;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.tensor.Size;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What all graphs of one program share: its problems, its stored tensors, the numbers of its scopes. */
public final class ProgramScope {

  public final FoundProblems problems;

  /** What is right, and perhaps not meant. */
  public final FoundProblems warnings;

  /** Bodies in which a problem was found: their uses are silent. */
  public final Set<Declaration.Callable> wrong;

  /** Names that nothing is called by: a message about each has been made. */
  public final Set<Expr.Name> unknown;

  /** The names of a dim's members, where it was declared with them. */
  public final Map<Dim, List<String>> members;

  /** The sizes of batches that were given by `--set`, by their open dims. */
  public final Map<String, Integer> batches;

  /** The sizes that a test gives to open dims of its file. */
  public final Map<String, Size> sizes;

  /** The models whose parameters' paths begin with their names, since several of the file's own any. */
  public final Set<String> prefixed;

  /** The file's models. */
  public final Set<String> models;

  /** The arrays of files, by the paths of their places in the store. */
  public final Map<String, Loaded> arrays;

  /** The dims whose sizes files say, by name. */
  public final Map<String, Counted> counted;

  /** The vocabularies of dims that have one. */
  public final Map<Dim, Vocabulary> vocabularies;

  /** What is asked of files. */
  public final FileFacts facts;

  private final Map<String, Stored> stored = new LinkedHashMap<>();
  private final Map<String, List<Instance>> instances = new LinkedHashMap<>();
  /** The lines that keep a moment for a parameter. */
  private final Map<String, List<Integer>> moments = new HashMap<>();
  /** The only model that owns anything, where its paths begin with its name all the same. */
  private String sole = "";
  private int scopes;

  public ProgramScope(FoundProblems problems, FileFacts facts) {
    this.problems = problems;
    this.facts = facts;
    this.arrays = new LinkedHashMap<>();
    this.counted = new LinkedHashMap<>();
    this.vocabularies = new HashMap<>();
    this.warnings = new FoundProblems();
    this.wrong = Collections.newSetFromMap(new IdentityHashMap<>());
    this.unknown = Collections.newSetFromMap(new IdentityHashMap<>());
    this.members = new HashMap<>();
    this.batches = new HashMap<>();
    this.sizes = new HashMap<>();
    this.prefixed = new HashSet<>();
    this.models = new HashSet<>();
  }

  private ProgramScope(ProgramScope outer, FoundProblems problems) {
    this.problems = problems;
    this.facts = outer.facts;
    this.arrays = outer.arrays;
    this.counted = outer.counted;
    this.vocabularies = outer.vocabularies;
    this.warnings = outer.warnings;
    this.wrong = outer.wrong;
    this.unknown = outer.unknown;
    this.members = outer.members;
    this.batches = outer.batches;
    this.sizes = outer.sizes;
    this.prefixed = outer.prefixed;
    this.models = outer.models;
    this.sole = outer.sole;
    this.scopes = outer.scopes;
  }

  /** For a check of a body on its own, whose parameters are nobody's. */
  public ProgramScope apart() {
    return new ProgramScope(this, problems);
  }

  /** For an entry at the prompt, whose problems are its own: it knows what is stored already. */
  public ProgramScope entry() {
    ProgramScope entry = new ProgramScope(this, new FoundProblems());
    entry.stored.putAll(stored);
    return entry;
  }

  /** Lets the paths of the only model that owns anything begin with its name, as those of several do. */
  public void prefixSole(String model) {
    prefixed.add(model);
    sole = model;
  }

  /** Whether a file with these models writes a model's name in front of its paths. */
  public boolean isWrittenBefore(String model) {
    return prefixed.contains(model) && !sole.equals(model);
  }

  /** A path as a file with these models has it. */
  public String written(String path) {
    boolean inside = !sole.isEmpty() && path.startsWith(sole + ".");
    return inside ? path.substring(sole.length() + 1) : path.equals(sole) ? "" : path;
  }

  /** Where the paths of a model's parameters begin. */
  public String modelPath(Declaration.Callable model) {
    return prefixed.contains(model.name()) ? model.name() : "";
  }

  /**
   * A parameter, state or moment.
   *
   * @param repeats the axes of the `repeat`s around it, outermost first: they stand before its own
   */
  public record Stored(String path, Layout.Kind kind, Type.Tensor type, List<TypedAxis> repeats, Initial initial) {
    public List<TypedAxis> axes() {
      List<TypedAxis> all = new ArrayList<>(repeats);
      all.addAll(type.axes());
      return all;
    }

    /** Whether it is a linear map, such as a layer's weight. */
    public boolean isMap() {
      return type.arrow().isPresent();
    }
  }

  /** An array of a file, and what is read of it. */
  public record Loaded(Stored stored, FileArray file) {}

  /**
   * A layer's or model's instance.
   *
   * @param repeats how many `repeat`s are around it
   */
  public record Instance(Declaration.Callable callable, int repeats) {}

  /** The dim that values of a type are positions of, as the runtime reads them; empty where they are none. */
  public Optional<Field.IndexDim> positionsOf(Type.Tensor type) {
    return type.kind() instanceof Type.Kind.IndexOf of
        ? Optional
            .of(new Field.IndexDim(of.dim().shown(), of.size().isConstant() ? of.size().constant() : Integer.MAX_VALUE,
                members.getOrDefault(of.dim(), List.of())))
        : Optional.empty();
  }

  /** The vocabulary whose positions values of a type are; empty where they are none. */
  public Optional<Vocabulary> vocabulary(Type.Tensor type) {
    return type.kind() instanceof Type.Kind.IndexOf of
        ? Optional.ofNullable(vocabularies.get(of.dim()))
        : Optional.empty();
  }

  /** Remembers what is at a path; several models may be at the program's own. */
  public void place(String path, Instance instance) {
    List<Instance> here = instances.computeIfAbsent(path, p -> new ArrayList<>());
    if (here.stream().noneMatch(known -> known.callable() == instance.callable())) {
      here.add(instance);
    }
  }

  public List<Instance> at(String path) {
    return instances.getOrDefault(path, List.of());
  }

  /** Remembers a stored tensor; the one that is known under its path, where it was shared before. */
  public Stored store(Stored fresh) {
    return stored.computeIfAbsent(fresh.path(), path -> fresh);
  }

  /** The path of a moment that a line keeps for a parameter: `m(linear1.weight)`, of a second line `m(linear1.weight, 2)`. */
  public String moment(String name, String parameter, int line) {
    List<Integer> lines = moments.computeIfAbsent(name + "(" + parameter + ")", path -> new ArrayList<>());
    if (!lines.contains(line)) {
      lines.add(line);
    }
    int place = lines.indexOf(line) + 1;
    return name + "(" + parameter + (place == 1 ? "" : ", " + place) + ")";
  }

  /** How a stored tensor begins. */
  public record Initial(Expr value, Environment environment, Span span) {}

  public int freshScope() {
    return ++scopes;
  }

  /** Files other than the main one have scopes of their own, below zero, for their dims. */
  public int freshFile() {
    return -(++scopes);
  }

  public Map<String, Stored> stored() {
    return stored;
  }
}
