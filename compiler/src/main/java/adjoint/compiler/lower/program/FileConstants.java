package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.File;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Suggestion;
import adjoint.compiler.lower.elaborate.ArrayCalls;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.elaborate.TypeReader;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.recipe.Vocabulary;
import adjoint.runtime.tensor.Size;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The dims and constants of a file, in whatever order they refer to each other. */
final class FileConstants {

  private final ProgramScope program;
  private final Environment env;
  private final int scope;
  private final Map<String, String> sets;
  private final Map<String, Declaration> declarations = new LinkedHashMap<>();
  /** The open dims along which `train` stacks examples. */
  private final Set<String> stacked = new LinkedHashSet<>();
  private final Set<String> done = new LinkedHashSet<>();
  private final Set<String> active = new LinkedHashSet<>();
  private final Evaluator evaluator;
  private final CountedSizes counting;
  private final VocabularySizes vocabularies;

  FileConstants(ProgramScope program, Environment env, int scope, Map<String, String> sets) {
    this.program = program;
    this.env = env;
    this.scope = scope;
    this.sets = sets;
    this.evaluator = new Evaluator(new Build(program, false, false));
    this.counting = new CountedSizes(program, evaluator, env);
    this.vocabularies = new VocabularySizes(program, evaluator, env);
  }

  void declare(File file) {
    for (Declaration declaration : file.declarations()) {
      program.problems.attempt(() -> collect(declaration));
      if (declaration instanceof Declaration.Train train) {
        train.items().stream().filter(item -> item instanceof TrainItem.Batch)
            .forEach(item -> stacked.add(((TrainItem.Batch) item).dim().name()));
      }
    }
    declarations.keySet().forEach(name -> program.problems.attempt(() -> resolve(name, file)));
    sets.keySet().stream().filter(name -> !declarations.containsKey(name)).forEach(name -> {
      Diagnostic unknown = Diagnostic.of(CompilerProblem.CONSTANT_NOT_SETTABLE, Span.NONE, "--set " + name
          + ": the file has no dim and no constant of this name");
      program.problems.add(Suggestion.nearest(name, declarations.keySet())
          .map(s -> unknown.withHelp("did you mean `" + s + "`?")).orElse(unknown));
    });
  }

  private void collect(Declaration declaration) {
    String name = declaration instanceof Declaration.Dim d
        ? d.name()
        : declaration instanceof Declaration.Constant c ? c.name() : "";
    if (name.isEmpty()) {
      return;
    }
    Declaration before = declarations.putIfAbsent(name, declaration);
    if (before != null) {
      throw NameMistakes.declaredTwice(nameSpan(declaration), name, nameSpan(before));
    }
  }

  private static Span nameSpan(Declaration declaration) {
    return declaration instanceof Declaration.Dim d ? d.nameSpan() : ((Declaration.Constant) declaration).nameSpan();
  }

  private void resolve(String name, File file) {
    if (done.contains(name)) {
      return;
    }
    Declaration declaration = declarations.get(name);
    if (!active.add(name)) {
      throw Mistake.of(CompilerProblem.CYCLIC_DEFINITION, nameSpan(declaration), "`" + name + "` is defined by itself: "
          + String.join(" → ", active) + " → " + name);
    }
    try {
      value(declaration)
          .ifPresent(expr -> mentioned(expr).stream().filter(declarations::containsKey)
              .forEach(other -> resolve(other, file)));
      bind(name, declaration, file);
    } catch (RuntimeException e) {
      env.setWrong(name);
      throw e;
    } finally {
      active.remove(name);
      done.add(name);
    }
  }

  private Optional<Expr> value(Declaration declaration) {
    if (declaration instanceof Declaration.Constant c) {
      return Optional.of(c.value());
    }
    return declaration instanceof Declaration.Dim d && d.value() instanceof Declaration.DimValue.Fixed f
        && !VocabularySizes.isVocabulary(d)
            ? Optional.of(f.size())
            : Optional.empty();
  }

  private void bind(String name, Declaration declaration, File file) {
    if (sets.containsKey(name) && declaration instanceof Declaration.Constant array && array.type().isPresent()) {
      throw Mistake.of(CompilerProblem.CONSTANT_NOT_SETTABLE, array.nameSpan(),
          "--set " + name + ": it is an array of a file; another file is given by --data");
    }
    Optional<Denotation> given =
        Optional.ofNullable(sets.get(name)).map(text -> given(name, text, nameSpan(declaration)));
    if (declaration instanceof Declaration.Constant c) {
      env.bind(name, given.orElseGet(() -> constant(c, path(c))), c.nameSpan(),
          Optional.of(c.value()).filter(value -> given.isEmpty()));
      return;
    }
    Declaration.Dim d = (Declaration.Dim) declaration;
    if (given.isPresent() && d.value() instanceof Declaration.DimValue.Members m) {
      throw Mistake.of(CompilerProblem.CONSTANT_NOT_SETTABLE, d.nameSpan(),
          "--set " + name + ": its size is the number of its members, " + m.names().size());
    }
    Dim dim = new Dim(name, scope, name);
    Optional<Size> set = given.map(value -> whole(name, value, d.nameSpan()));
    Size size = counting.call(d).map(call -> counting.size(d, call, set))
        .or(() -> vocabularies.call(d).map(call -> vocabulary(d, dim, call, file, set)))
        .or(() -> set).orElseGet(() -> size(d));
    if (given.isPresent() && stacked.contains(name)) {
      program.batches.put(name, (int) size.constant());
      size = size(d);
    }
    List<String> members = d.value() instanceof Declaration.DimValue.Members m
        ? m.names().stream().map(Expr.Name::name).toList()
        : List.of();
    program.members.put(dim, members);
    env.bind(name, new DimName(new TypedAxis(dim, size), members), d.nameSpan());
  }

  private Size vocabulary(Declaration.Dim d, Dim dim, Expr.Apply call, File file, Optional<Size> given) {
    Vocabulary vocabulary = vocabularies.vocabulary(call);
    program.vocabularies.put(dim, vocabulary);
    return vocabularies.size(d, call, vocabulary, file, given);
  }

  /** Each file's constants have places of their own. */
  private String path(Declaration.Constant c) {
    String file = scope == Dim.FILE
        ? "file"
        : Path.of(c.span().source().name()).getFileName().toString()
            .replaceAll("\\.nn$", "");
    return file + "." + c.name();
  }

  private Denotation constant(Declaration.Constant c, String path) {
    if (c.type().isPresent()) {
      return new Denotation.OfFile(evaluator.arrays.constant(c, path, env));
    }
    if (ArrayCalls.isArray(c.value(), env)) {
      throw new Mistake(Diagnostic.of(CompilerProblem.ARRAY_OF_FILE, c.value().span(),
          "an array of a file has a type, which says what its axes mean")
          .withHelp("write it behind the name: " + c.name() + ": [Row, Column] = " + c.value().span().text()));
    }
    Denotation value = evaluator.evaluate(c.value(), env);
    boolean single = value instanceof Known || value instanceof Denotation.Flag || value instanceof Denotation.Text;
    if (single || value instanceof Denotation.Entries) {
      return value;
    }
    throw Mistake.of(CompilerProblem.NOT_A_CONSTANT, c.value().span(),
        "a constant of a file is a number, true, false, a text, a list of them, or an array with a type");
  }

  private Size size(Declaration.Dim d) {
    return switch (d.value()) {
      case Declaration.DimValue.Open o -> program.sizes.getOrDefault(d.name(), Size.open(d.name()));
      case Declaration.DimValue.Fixed f -> TypeReader.positive(evaluator.size(f.size(), env), f.size());
      case Declaration.DimValue.Members m -> Size.of(m.names().size());
    };
  }

  private Denotation given(String name, String text, Span span) {
    if (text.equals("true") || text.equals("false")) {
      return new Denotation.Flag(text.equals("true"));
    }
    try {
      return Known.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw Mistake.of(CompilerProblem.CONSTANT_NOT_SETTABLE, span,
          "--set " + name + "=" + text + ": a number is needed");
    }
  }

  private Size whole(String name, Denotation given, Span span) {
    if (given instanceof Known k && k.size().isPresent() && k.size().get().constant() >= 1) {
      Size size = k.size().get();
      if (size.constant() > Integer.MAX_VALUE) {
        throw Mistake.of(CompilerProblem.CONSTANT_NOT_SETTABLE, span,
            "--set " + name + ": a dim of size " + size + " doesn't fit into memory");
      }
      return size;
    }
    throw Mistake.of(CompilerProblem.CONSTANT_NOT_SETTABLE, span,
        "--set " + name + ": a dim's size is a whole number of at least 1");
  }

  private static Set<String> mentioned(Expr expr) {
    Set<String> names = new LinkedHashSet<>();
    mentioned(expr, names);
    return names;
  }

  private static void mentioned(Expr expr, Set<String> names) {
    switch (expr) {
      case Expr.Name n -> names.add(n.name());
      case Expr.Unary u -> mentioned(u.operand(), names);
      case Expr.Binary b -> {
        mentioned(b.left(), names);
        mentioned(b.right(), names);
      }
      case Expr.Apply a -> a.arguments().forEach(x -> mentioned(x.value(), names));
      case Expr.Entries e -> e.values().forEach(x -> mentioned(x, names));
      case Expr.Bracketed b -> b.bracket().items().forEach(item -> {
        if (item instanceof Bracket.Item.Plain p) {
          mentioned(p.value(), names);
        }
      });
      case Expr.Number _,Expr.Text _,Expr.Member _,Expr.Pipe _,Expr.Repeat _,Expr.RepeatEach _,Expr.If _,Expr.Scan _ ->
        {}
      case Expr.Record _,Expr.Wrong _ -> {}
    }
  }
}
