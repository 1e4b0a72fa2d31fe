package adjoint.compiler.emit.kernel;

import adjoint.compiler.emit.kernel.Expression.Operation;
import adjoint.compiler.emit.word.Operator.Plain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The structure of a procedure, with holes for what others of the same structure may have in their place: numbers, arrays,
 * sizes and keys of the frame. What shapes an innermost loop for HotSpot is no hole: how far it steps, how often it turns if
 * that is a few times, and what is divided by in each turn.
 */
final class Skeleton {

  /**
   * A place where procedures may differ.
   *
   * @param content what stands there, by the frame alone
   * @param name that a parameter for it would have
   */
  record Hole(Expression content, String name) {}

  private final Map<Integer, Variable> filling;
  private final Closed closed;
  /** What is to be declared before the instruction at hand. */
  private List<Instruction.Let> before = new ArrayList<>();
  private final Set<Variable> used = new HashSet<>();
  private final StringBuilder key = new StringBuilder();
  private final List<Hole> holes = new ArrayList<>();
  /** The variables that have a value, in the order in which they are mentioned first. */
  private final Map<Variable, Integer> known = new HashMap<>();
  private final List<Instruction> body;
  private InnermostLoop around = InnermostLoop.NONE;
  private boolean fixed;

  private Skeleton(Procedure procedure, Map<Integer, Variable> filling) {
    this.filling = filling;
    this.closed = new Closed(procedure);
    for (Variable parameter : procedure.parameters()) {
      declare(parameter);
      key.append((char) parameter.type().ordinal());
    }
    key.append('{');
    this.body = all(procedure.body());
  }

  static Skeleton of(Procedure procedure) {
    return new Skeleton(procedure, Map.of());
  }

  /** The body of a procedure with variables in some of its holes. */
  static List<Instruction> filled(Procedure procedure, Map<Integer, Variable> filling) {
    Skeleton skeleton = new Skeleton(procedure, filling);
    return skeleton.closed.needed(skeleton.body, skeleton.used);
  }

  /** The same for procedures that differ in what their holes have, and in names and lines. */
  String key() {
    return key.toString();
  }

  List<Hole> holes() {
    return holes;
  }

  private void declare(Variable variable) {
    known.putIfAbsent(variable, known.size());
  }

  private void mention(Variable variable) {
    declare(variable);
    key.append((char) known.get(variable).intValue());
  }

  // Instructions

  private List<Instruction> all(List<Instruction> instructions) {
    return closed.scope(() -> each(instructions));
  }

  private List<Instruction> each(List<Instruction> instructions) {
    List<Instruction> made = new ArrayList<>();
    for (Instruction each : instructions) {
      List<Instruction.Let> outer = before;
      before = new ArrayList<>();
      Instruction changed = of(each);
      made.addAll(before);
      made.add(changed);
      before = outer;
    }
    key.append('}');
    return made;
  }

  private Instruction of(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Let let -> isClosed(let)
          ? new Instruction.Let(let.variable(), closed.plain(let.value()))
          : let(let);
      case Instruction.Set set -> {
        key.append('S');
        mention(set.variable());
        yield new Instruction.Set(set.variable(), of(set.value(), set.variable().name()));
      }
      case Instruction.Increase increase -> {
        key.append('I');
        mention(increase.variable());
        bits(increase.by());
        yield increase;
      }
      case Instruction.Store store -> store(store);
      case Instruction.Block block -> {
        key.append('B');
        yield new Instruction.Block(all(block.body()));
      }
      case Instruction.Loop loop -> loop(loop);
      case Instruction.While repeat -> repeat(repeat);
      case Instruction.If either -> {
        key.append('?');
        Expression condition = of(either.condition(), "limit");
        yield new Instruction.If(condition, all(either.then()), all(either.otherwise()));
      }
      case Instruction.Call call -> {
        callee('C', call.procedure());
        yield new Instruction.Call(call.procedure(), arguments(call.arguments()));
      }
      case Instruction.Share share -> {
        callee('P', share.procedure());
        yield new Instruction.Share(share.frame(), of(share.count(), "turns"), share.procedure(),
            arguments(share.arguments()));
      }
      case Instruction.Line line -> line;
    };
  }

  /** Of lanes the value is computed before the place, and keeps what both need. */
  private Instruction store(Instruction.Store store) {
    key.append('M');
    Variable array = array(store.array());
    if (store.value().type().isLanes()) {
      Expression value = of(store.value(), "value");
      return new Instruction.Store(array, of(store.place(), "offset"), value, optional(store.mask()));
    }
    return new Instruction.Store(array, of(store.place(), "offset"), of(store.value(), "value"),
        optional(store.mask()));
  }

  private boolean isClosed(Instruction.Let let) {
    boolean found = closed.declares(let);
    before.addAll(closed.kept());
    return found;
  }

  /** The innermost loop around the body of a loop. */
  private InnermostLoop inside(boolean innermost, List<Instruction> body) {
    Set<Variable> values = new HashSet<>(known.keySet());
    values.addAll(closed.variables());
    return innermost ? InnermostLoop.of(body, values) : around;
  }

  private void callee(char kind, Procedure.Header callee) {
    key.append(kind).append(callee.name()).append('(');
  }

  private List<Expression> arguments(List<Expression> arguments) {
    return arguments.stream().map(a -> of(a, "size")).toList();
  }

  private Instruction.Let let(Instruction.Let let) {
    key.append('L');
    Expression value = of(let.value(), let.variable().name());
    declare(let.variable());
    return new Instruction.Let(let.variable(), value);
  }

  private Instruction loop(Instruction.Loop loop) {
    key.append('F');
    boolean innermost = InnermostLoop.is(loop.body());
    boolean few = innermost && InnermostLoop.isShort(loop);
    Expression from = fixed(few, loop.from(), "from");
    InnermostLoop outer = around;
    around = inside(innermost, loop.body());
    declare(loop.turn());
    Expression to = fixed(few, loop.to(), "end");
    Expression step = fixed(innermost || loop.step().is(1), loop.step(), "step");
    Instruction made = new Instruction.Loop(loop.turn(), from, to, step, all(loop.body()));
    around = outer;
    return made;
  }

  private Instruction repeat(Instruction.While repeat) {
    key.append('W');
    boolean innermost = InnermostLoop.is(repeat.body());
    Expression condition = fixed(innermost && InnermostLoop.isShort(repeat), repeat.condition(), "end");
    InnermostLoop outer = around;
    around = inside(innermost, repeat.body());
    Instruction made = new Instruction.While(condition, all(repeat.body()));
    around = outer;
    return made;
  }

  // Expressions

  private Expression fixed(boolean here, Expression expression, String name) {
    boolean outer = fixed;
    fixed |= here;
    Expression made = of(expression, name);
    fixed = outer;
    return made;
  }

  private Optional<Expression> optional(Optional<Expression> expression) {
    key.append(expression.isPresent() ? '+' : '-');
    return expression.map(e -> of(e, "limit"));
  }

  private Expression of(Expression expression, String name) {
    Optional<Expression> content = expression.type() == DataType.TRUTH ? Optional.empty() : closed.of(expression);
    before.addAll(closed.kept());
    if (content.isPresent()) {
      return hole(expression, content.get(), expression instanceof Variable v ? v.name() : name);
    }
    return switch (expression) {
      case Variable variable -> {
        key.append('v');
        mention(variable);
        yield variable;
      }
      case Expression.Constant truth -> {
        key.append(truth.bits() == 0 ? '0' : '1');
        yield truth;
      }
      case Expression.Apply apply -> {
        key.append('a').append((char) apply.type().ordinal()).append((char) apply.operator().ordinal());
        yield new Expression.Apply(apply.type(), apply.operator(), arguments(apply));
      }
      case Expression.Machine machine -> {
        key.append('m').append((char) machine.type().ordinal()).append((char) machine.operation().ordinal());
        yield new Expression.Machine(machine.type(), machine.operation(), arguments(machine, name));
      }
      case Expression.Element element -> {
        key.append('e').append((char) element.type().ordinal());
        yield new Expression.Element(element.type(), array(element.array()), of(element.place(), "offset"),
            optional(element.mask()));
      }
      case Expression.Choice choice -> {
        key.append('c');
        yield new Expression.Choice(of(choice.condition(), "limit"), of(choice.then(), name),
            of(choice.otherwise(), name));
      }
      case Expression.Rarely rarely -> {
        key.append('r').append(rarely.given().isPresent() ? '+' : '-');
        Expression usual = of(rarely.usual(), name);
        yield new Expression.Rarely(usual, rarely.given().map(this::let), of(rarely.condition(), name),
            of(rarely.rare(), name));
      }
      case Expression.Kept kept -> {
        key.append('k');
        Instruction.Let let = let(new Instruction.Let(kept.variable(), kept.value()));
        yield new Expression.Kept(let.variable(), let.value());
      }
      case Expression.Given given -> {
        key.append('g').append((char) given.lets().size());
        yield new Expression.Given(given.lets().stream().map(this::let).toList(), of(given.value(), name));
      }
      case Expression.OfFrame threads -> {
        key.append('t');
        yield threads;
      }
    };
  }

  private Variable array(Variable array) {
    return (Variable) of(array, array.name());
  }

  private void bits(int bits) {
    key.append((char) (bits >>> 16)).append((char) bits);
  }

  private Expression hole(Expression expression, Expression content, String name) {
    if (fixed && Closed.isConstant(content)) {
      key.append('n').append(content).append(';');
    } else {
      key.append('h').append((char) content.type().ordinal());
      holes.add(new Hole(content, name));
      Variable parameter = filling.get(holes.size() - 1);
      if (parameter != null) {
        return parameter;
      }
    }
    Expression plain = closed.plain(expression);
    closed.use(plain, used);
    return plain;
  }

  private List<Expression> arguments(Expression.Apply apply) {
    Plain operator = apply.operator();
    boolean shift = operator == Plain.ISHL || operator == Plain.ISHR || operator == Plain.IUSHR;
    boolean divides = operator == Plain.FLOOR_DIV || operator == Plain.FLOOR_MOD;
    boolean scale = operator == Plain.IMUL || divides;
    boolean varies = apply.arguments().stream().anyMatch(around::varies);
    String name = scale ? "stride" : operator == Plain.IADD || operator == Plain.ISUB ? "offset" : "value";
    List<Expression> made = new ArrayList<>();
    for (Expression each : apply.arguments()) {
      made.add(fixed(shift && !made.isEmpty() || divides && varies, each, name));
    }
    return made;
  }

  private List<Expression> arguments(Expression.Machine machine, String name) {
    Operation operation = machine.operation();
    boolean quotient = operation == Operation.QUOTIENT || operation == Operation.REST;
    boolean lanes = operation == Operation.STEPS || operation == Operation.LANES_BEHIND;
    boolean divided = quotient && around.varies(machine.arguments().getFirst());
    List<Expression> made = new ArrayList<>();
    for (Expression each : machine.arguments()) {
      made.add(fixed(divided || lanes && !made.isEmpty(), each, quotient ? "stride" : name));
    }
    return made;
  }
}
