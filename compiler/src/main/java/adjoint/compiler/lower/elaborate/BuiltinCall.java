package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.lower.elaborate.Evaluator.Argument;
import adjoint.compiler.lower.problem.CallMistakes;
import adjoint.compiler.lower.problem.DimMistakes;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Denotation.Builtin;
import adjoint.compiler.lower.scope.Denotation.Flag;
import adjoint.compiler.lower.scope.Denotation.Given;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Denotation.Tensor;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One use of a function of the core: its bracket, its arguments, and where it stands. */
record BuiltinCall(Evaluator evaluator, Builtin function, List<Argument> arguments, Span span, Environment env) {

  String name() {
    return function.name();
  }

  Tensors tensors() {
    return evaluator.tensors;
  }

  Origin origin() {
    return env.origin(span);
  }

  void requireCount(int count) {
    if (arguments.size() != count) {
      throw CallMistakes.builtinCount(span, name(), count, arguments.size());
    }
  }

  /** Its only argument. */
  Tensor one() {
    requireCount(1);
    return tensor(0);
  }

  /** An argument, read as data. */
  Tensor tensor(int position) {
    return Tensors.data(whole(position));
  }

  /** An argument as it is: a linear map is one. */
  Tensor whole(int position) {
    Argument argument = arguments.get(position);
    return tensors().of(argument.meaning(), argument.span(), env);
  }

  /** Whether an argument is a model, an instance, or weights that were computed. */
  boolean isOfWeights(int position) {
    return WeightValues.are(arguments.get(position).meaning());
  }

  /** The dims that its bracket lists, settings left out. */
  List<TypedAxis> layout() {
    return layout((item, caller) -> evaluator.types.axes(item, caller));
  }

  /** The same where they are dims of an argument. */
  private List<TypedAxis> layout(Tensor x) {
    return layout((item, caller) -> evaluator.types.axes(item, x, caller));
  }

  private List<TypedAxis> layout(BiFunction<Bracket.Item, Environment, List<TypedAxis>> read) {
    Given given = function.bracket().orElseThrow(() -> CallMistakes.needsDims(span, name()));
    List<TypedAxis> axes = new ArrayList<>();
    for (Bracket.Item item : given.bracket().items()) {
      if (!(item instanceof Bracket.Item.Setting)) {
        axes.addAll(read.apply(item, given.caller()));
      }
    }
    return axes;
  }

  /** The only dim that its bracket lists. */
  TypedAxis dim() {
    return only(layout());
  }

  /** The only dim of an argument that its bracket lists. */
  TypedAxis dim(Tensor x) {
    return in(x, only(layout(x)));
  }

  /** The only dim that its bracket lists; it may be a dim of any of these values, or of none. */
  TypedAxis dim(List<Tensor> values) {
    List<String> words = function.bracket().stream().flatMap(given -> given.bracket().items().stream())
        .map(item -> item.span().text()).toList();
    Tensor having = values.stream().filter(x -> x.axes().stream().anyMatch(a -> words.contains(a.dim().name())))
        .findFirst().orElse(values.getFirst());
    return only(layout(having));
  }

  private TypedAxis only(List<TypedAxis> axes) {
    if (axes.size() != 1) {
      throw Mistake.of(CompilerProblem.NOT_EXACTLY_ONE_DIM, span, "`" + name() + "` takes exactly one dim");
    }
    return axes.getFirst();
  }

  /** The axes that a reduction of x removes: those listed, or all where nothing is listed. */
  List<TypedAxis> over(Tensor x) {
    return function.bracket().isEmpty() ? x.axes() : layout(x).stream().map(axis -> in(x, axis)).toList();
  }

  /** An axis that its bracket lists, as x has it. */
  TypedAxis in(Tensor x, TypedAxis axis) {
    return x.type().axis(axis.dim()).orElseThrow(() -> DimMistakes.reduces(span, name(), axis, x.type(), x.made()));
  }

  /** Refuses a setting that the function doesn't have. */
  void requireSettings(Predicate<String> known) {
    settings().filter(s -> !known.test(s.name())).findFirst().ifPresent(s -> {
      throw Mistake.of(CompilerProblem.UNKNOWN_PARAMETER_OR_SETTING, s.span(),
          "`" + name() + "` has no setting `" + s.name() + "`");
    });
  }

  /** The value of a setting, where its bracket has it. */
  double setting(String name, double otherwise) {
    return settings().filter(s -> s.name().equals(name))
        .map(s -> evaluator.evaluate(s.value(), function.bracket().orElseThrow().caller()))
        .flatMap(value -> value instanceof Known known ? known.constant().stream() : Stream.empty())
        .findFirst().orElse(otherwise);
  }

  /** Whether its bracket sets this. */
  boolean flag(String name) {
    Optional<Bracket.Item.Setting> set = settings().filter(s -> s.name().equals(name)).findFirst();
    if (set.isEmpty()) {
      return false;
    }
    if (evaluator.evaluate(set.get().value(), function.bracket().orElseThrow().caller()) instanceof Flag flag) {
      return flag.value();
    }
    throw Mistake.of(CompilerProblem.KIND_MISMATCH, set.get().value().span(),
        "`" + name + "` is true or false, and known here");
  }

  private Stream<Bracket.Item.Setting> settings() {
    return function.bracket().stream().flatMap(given -> given.bracket().items().stream())
        .filter(Bracket.Item.Setting.class::isInstance).map(Bracket.Item.Setting.class::cast);
  }
}
