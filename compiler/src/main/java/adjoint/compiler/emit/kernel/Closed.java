package adjoint.compiler.emit.kernel;

import adjoint.compiler.emit.kernel.Expression.Operation;
import adjoint.compiler.emit.kernel.Expression.Part;
import adjoint.compiler.emit.word.Operator.Plain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The values of a procedure that depend on its frame alone, so that whoever calls it could compute them: numbers, sizes,
 * arrays, and the ints that are made of them.
 */
final class Closed {

  /** Stands for the frame of whoever computes the value. */
  private static final Variable FRAME = new Variable("frame", DataType.FRAME);

  private final Set<Variable> changing;
  private final Map<Variable, Expression> values = new HashMap<>();
  private final List<Instruction.Let> kept = new ArrayList<>();
  /** Of those that are kept on the way, the ones that are computed in the blocks around. */
  private Set<Variable> inScope = new HashSet<>();

  Closed(Procedure procedure) {
    this.changing = changing(procedure.body());
  }

  /** The variables that get further values in instructions. */
  static Set<Variable> changing(List<Instruction> body) {
    Set<Variable> changing = new HashSet<>();
    for (Instruction each : body) {
      switch (each) {
        case Instruction.Set set -> changing.add(set.variable());
        case Instruction.Increase increase -> changing.add(increase.variable());
        case Instruction.Block _,Instruction.Loop _,Instruction.While _,Instruction.If _ ->
          each.bodies().forEach(inside -> changing.addAll(changing(inside)));
        case Instruction.Let _,Instruction.Store _,Instruction.Call _,Instruction.Share _,Instruction.Line _ -> {}
      }
    }
    return changing;
  }

  /** The variables that have such a value, for good. */
  Set<Variable> variables() {
    return values.keySet();
  }

  /** Whether a variable has that is declared; it is one from here on. */
  boolean declares(Instruction.Let let) {
    boolean never = changing.contains(let.variable()) || let.variable().type() == DataType.TRUTH;
    Optional<Expression> value = never ? Optional.empty() : of(let.value());
    value.ifPresent(known -> values.put(let.variable(), known));
    return value.isPresent();
  }

  /** The value, if it is one, without variables but the frame. */
  Optional<Expression> of(Expression expression) {
    return switch (expression) {
      case Variable variable -> Optional.ofNullable(values.get(variable));
      case Expression.Constant _ -> Optional.of(expression);
      case Expression.OfFrame of -> of.part() instanceof Part.Threads
          ? Optional.empty()
          : Optional.of(new Expression.OfFrame(FRAME, of.part()));
      case Expression.Apply apply -> isInteger(apply.type()) && !divides(apply.operator())
          ? all(apply.arguments()).map(made -> new Expression.Apply(apply.type(), apply.operator(), made))
          : Optional.empty();
      case Expression.Machine machine -> isInteger(machine.type()) && isPlain(machine.operation())
          ? all(machine.arguments()).map(made -> new Expression.Machine(machine.type(), machine.operation(), made))
          : Optional.empty();
      case Expression.Choice c -> isInteger(c.type())
          ? all(List.of(c.condition(), c.then(), c.otherwise()))
              .map(made -> new Expression.Choice(made.get(0), made.get(1), made.get(2)))
          : Optional.empty();
      case Expression.Kept keeps -> keeps(new Instruction.Let(keeps.variable(), keeps.value()));
      case Expression.Element _,Expression.Rarely _,Expression.Given _ -> Optional.empty();
    };
  }

  private Optional<Expression> keeps(Instruction.Let let) {
    boolean known = values.containsKey(let.variable()) || declares(let);
    if (known && inScope.add(let.variable())) {
      kept.add(new Instruction.Let(let.variable(), plain(let.value())));
    }
    return of(let.variable());
  }

  /** Makes something of a block, at whose end what it keeps is forgotten: another block may keep the same. */
  <T> T scope(Supplier<T> block) {
    Set<Variable> outer = inScope;
    inScope = new HashSet<>(outer);
    T made = block.get();
    inScope = outer;
    return made;
  }

  /** What {@link #of} found to be kept on the way, since this was asked last; it may be computed before. */
  List<Instruction.Let> kept() {
    List<Instruction.Let> all = List.copyOf(kept);
    kept.clear();
    return all;
  }

  /** A value that is one, as it is where all that it keeps is computed before. */
  Expression plain(Expression value) {
    return switch (value) {
      case Expression.Kept keeps -> keeps.variable();
      case Expression.Apply a -> new Expression.Apply(a.type(), a.operator(), plain(a.arguments()));
      case Expression.Machine m -> new Expression.Machine(m.type(), m.operation(), plain(m.arguments()));
      case Expression.Choice c -> new Expression.Choice(plain(c.condition()), plain(c.then()), plain(c.otherwise()));
      case Variable _,Expression.Constant _,Expression.OfFrame _,Expression.Element _,Expression.Rarely _,Expression.Given _ ->
        value;
    };
  }

  /** Adds the variables of a value that is one. */
  void use(Expression value, Set<Variable> used) {
    switch (value) {
      case Variable variable -> used.add(variable);
      case Expression.Apply apply -> apply.arguments().forEach(each -> use(each, used));
      case Expression.Machine machine -> machine.arguments().forEach(each -> use(each, used));
      case Expression.Choice c -> List.of(c.condition(), c.then(), c.otherwise()).forEach(each -> use(each, used));
      case Expression.Constant _,Expression.OfFrame _,Expression.Element _,Expression.Rarely _,Expression.Kept _,Expression.Given _ ->
        {}
    }
  }

  /**
   * A body without those of its variables that nothing asks for.
   *
   * @param used what other values ask for; what these ask for is added
   */
  List<Instruction> needed(List<Instruction> body, Set<Variable> used) {
    List<Instruction> needed = new ArrayList<>();
    for (Instruction each : body.reversed()) {
      if (!(each instanceof Instruction.Let let) || !values.containsKey(let.variable())) {
        needed.add(each.withBodies(inside -> needed(inside, used)));
      } else if (used.contains(let.variable())) {
        use(let.value(), used);
        needed.add(let);
      }
    }
    return needed.reversed();
  }

  private List<Expression> plain(List<Expression> values) {
    return values.stream().map(this::plain).toList();
  }

  private Optional<List<Expression>> all(List<Expression> expressions) {
    List<Expression> made = new ArrayList<>();
    for (Expression each : expressions) {
      Optional<Expression> value = of(each);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      made.add(value.get());
    }
    return Optional.of(made);
  }

  private static boolean isInteger(DataType type) {
    return type == DataType.INT || type == DataType.TRUTH;
  }

  /** What is divided by may be 0 where nobody asks for the value. */
  private static boolean divides(Plain operator) {
    return operator == Plain.FLOOR_DIV || operator == Plain.FLOOR_MOD;
  }

  private static boolean isPlain(Operation operation) {
    return operation == Operation.AT_LEAST || operation == Operation.MORE || operation == Operation.NOT_ZERO;
  }

  /** Whether a value is the same in every frame. */
  static boolean isConstant(Expression value) {
    return switch (value) {
      case Expression.Constant _ -> true;
      case Expression.Apply apply -> apply.arguments().stream().allMatch(Closed::isConstant);
      case Expression.Machine machine -> machine.arguments().stream().allMatch(Closed::isConstant);
      case Expression.Choice c -> isConstant(c.condition()) && isConstant(c.then()) && isConstant(c.otherwise());
      case Variable _,Expression.OfFrame _,Expression.Element _,Expression.Rarely _,Expression.Kept _,Expression.Given _ ->
        false;
    };
  }

  /** The value as one computes it who has this frame. */
  static Expression in(Variable frame, Expression value) {
    return switch (value) {
      case Expression.OfFrame of -> new Expression.OfFrame(frame, of.part());
      case Expression.Apply apply -> new Expression.Apply(apply.type(), apply.operator(), in(frame, apply.arguments()));
      case Expression.Machine machine ->
        new Expression.Machine(machine.type(), machine.operation(), in(frame, machine.arguments()));
      case Expression.Choice c ->
        new Expression.Choice(in(frame, c.condition()), in(frame, c.then()), in(frame, c.otherwise()));
      case Variable _,Expression.Constant _,Expression.Element _,Expression.Rarely _,Expression.Kept _,Expression.Given _ ->
        value;
    };
  }

  private static List<Expression> in(Variable frame, List<Expression> values) {
    return values.stream().map(each -> in(frame, each)).toList();
  }

  /** How many bytes it takes at most to push it. */
  static int bytes(Expression value) {
    return switch (value) {
      case Expression.OfFrame of -> of.part() instanceof Part.DrawKey ? 20 : 9;
      case Expression.Apply apply -> 3 + apply.arguments().stream().mapToInt(Closed::bytes).sum();
      case Expression.Machine machine -> 10 + machine.arguments().stream().mapToInt(Closed::bytes).sum();
      case Expression.Choice c -> 16 + bytes(c.condition()) + bytes(c.then()) + bytes(c.otherwise());
      case Variable _,Expression.Constant _,Expression.Element _,Expression.Rarely _,Expression.Kept _,Expression.Given _ ->
        3;
    };
  }
}
