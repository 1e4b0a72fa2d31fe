package adjoint.compiler.emit.kernel;

import static adjoint.compiler.emit.kernel.DataType.*;

import adjoint.compiler.emit.kernel.Expression.Operation;
import adjoint.compiler.emit.kernel.Expression.Part;
import adjoint.compiler.emit.word.Operator.Plain;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * Checks what the language promises: variables have a value where they are read, and one type; operators get what they take;
 * procedures are there and get what they declare.
 */
public final class KernelVerifier {

  private final Map<String, Procedure.Header> procedures;
  private final String name;
  private Set<Variable> known = new HashSet<>();

  private KernelVerifier(Map<String, Procedure.Header> procedures, String name) {
    this.procedures = procedures;
    this.name = name;
  }

  /** @throws IllegalStateException that says what is wrong, and where */
  public static void verify(List<Procedure> all) {
    verify(all, List.of());
  }

  /**
   * The same.
   *
   * @param others which they may call besides
   */
  public static void verify(List<Procedure> all, List<Procedure.Header> others) {
    Map<String, Procedure.Header> headers = new HashMap<>();
    others.forEach(other -> headers.put(other.name(), other));
    for (Procedure each : all) {
      if (headers.put(each.header().name(), each.header()) != null) {
        throw new IllegalStateException("two procedures are called " + each.header().name());
      }
    }
    all.forEach(each -> new KernelVerifier(headers, each.header().name()).procedure(each));
  }

  private IllegalStateException wrong(String what) {
    return new IllegalStateException("in " + name + " " + what);
  }

  /** @param what is put together only where it's told: this is asked a million times for a program */
  private void require(boolean holds, Supplier<String> what) {
    if (!holds) {
      throw wrong(what.get());
    }
  }

  private void procedure(Procedure procedure) {
    List<DataType> types = procedure.parameters().stream().map(Variable::type).toList();
    require(types.equals(procedure.header().parameters()), () -> "the parameters aren't those of the header");
    procedure.parameters().forEach(this::declare);
    instructions(procedure.body());
  }

  private void declare(Variable variable) {
    require(known.add(variable), () -> variable.name() + " is declared twice");
  }

  /** What is declared inside is unknown behind it. */
  private void scope(Runnable body) {
    Set<Variable> outer = known;
    known = new HashSet<>(known);
    body.run();
    known = outer;
  }

  private void instructions(List<Instruction> all) {
    all.forEach(this::instruction);
  }

  private void instruction(Instruction instruction) {
    switch (instruction) {
      case Instruction.Let let -> let(let);
      case Instruction.Set set -> {
        expect(set.variable().type(), set.value());
        expect(set.variable().type(), set.variable());
      }
      case Instruction.Increase increase -> expect(INT, increase.variable());
      case Instruction.Store store -> store(store);
      case Instruction.Block block -> scope(() -> instructions(block.body()));
      case Instruction.Loop loop -> scope(() -> {
        expect(INT, loop.from());
        declare(loop.turn());
        expect(INT, loop.to());
        scope(() -> instructions(loop.body()));
        expect(INT, loop.step());
      });
      case Instruction.While repeat -> scope(() -> {
        expect(TRUTH, repeat.condition());
        instructions(repeat.body());
      });
      case Instruction.If either -> {
        expect(TRUTH, either.condition());
        scope(() -> instructions(either.then()));
        scope(() -> instructions(either.otherwise()));
      }
      case Instruction.Call call -> call(call.procedure(), call.arguments().stream().map(this::of).toList());
      case Instruction.Share share -> {
        expect(FRAME, share.frame());
        expect(LONG, share.count());
        List<DataType> types = new ArrayList<>(share.arguments().stream().map(this::of).toList());
        types.addAll(List.of(LONG, LONG));
        call(share.procedure(), types);
      }
      case Instruction.Line _ -> {}
    }
  }

  private void let(Instruction.Let let) {
    expect(let.variable().type(), let.value());
    declare(let.variable());
  }

  private void call(Procedure.Header header, List<DataType> arguments) {
    require(header.equals(procedures.get(header.name())), () -> "there is no procedure " + header);
    require(header.parameters().equals(arguments),
        () -> header.name() + " takes " + header.parameters() + ", not " + arguments);
  }

  private void store(Instruction.Store store) {
    DataType value = store.value().type();
    boolean real = value == FLOAT || value == FLOAT_LANES;
    require(real || value == INT || value == INT_LANES, () -> "no array holds " + value);
    expect(real ? REALS : WHOLES, store.array());
    (value.isLanes() ? List.of(store.value(), store.place()) : List.of(store.place(), store.value())).forEach(this::of);
    require(store.place().type() == INT, () -> "a place is an int");
    store.mask().ifPresent(mask -> expect(MASK, mask));
    require(store.mask().isEmpty() || value.isLanes(), () -> "only lanes have a mask");
  }

  private void expect(DataType type, Expression expression) {
    DataType found = of(expression);
    require(found == type, () -> expression + " is " + found + ", not " + type);
  }

  private DataType of(Expression expression) {
    switch (expression) {
      case Variable variable -> require(known.contains(variable), () -> variable.name() + " has no value yet");
      case Expression.Constant c ->
        require(c.type() == INT || c.type() == FLOAT || c.type() == TRUTH,
            () -> "there are no constants of " + c.type());
      case Expression.Apply apply -> apply(apply);
      case Expression.Machine machine -> machine(machine);
      case Expression.Element element -> element(element);
      case Expression.Choice choice -> {
        expect(TRUTH, choice.condition());
        scope(() -> of(choice.then()));
        scope(() -> expect(choice.type(), choice.otherwise()));
      }
      case Expression.Rarely rarely -> {
        expect(FLOAT_LANES, rarely.usual());
        rarely.given().ifPresent(this::let);
        expect(MASK, rarely.condition());
        require(rarely.condition() instanceof Variable, () -> "what holds rarely is asked twice, and no variable");
        scope(() -> expect(FLOAT_LANES, rarely.rare()));
      }
      case Expression.Kept kept -> let(new Instruction.Let(kept.variable(), kept.value()));
      case Expression.Given given -> {
        given.lets().forEach(this::let);
        of(given.value());
      }
      case Expression.OfFrame of -> {
        expect(FRAME, of.frame());
        require(!(of.part() instanceof Part.Array a) || a.type() == REALS || a.type() == WHOLES,
            () -> "no array: " + of.part());
      }
    }
    return expression.type();
  }

  private void element(Expression.Element element) {
    boolean real = element.type() == FLOAT || element.type() == FLOAT_LANES;
    expect(real ? REALS : WHOLES, element.array());
    expect(INT, element.place());
    element.mask().ifPresent(mask -> expect(MASK, mask));
    require(element.mask().isEmpty() || element.type().isLanes(), () -> "only lanes have a mask");
  }

  private void apply(Expression.Apply apply) {
    boolean lanes = apply.type().isLanes();
    Plain operator = apply.operator();
    require(apply.type() == (lanes ? DataType.lanes(operator.kind()) : DataType.of(operator.kind())),
        () -> operator + " doesn't give " + apply.type());
    DataType argument = switch (operator) {
      case FADD, FSUB, FMUL, FDIV, FMA, FSQRT, FNEG, FABS, FMAX, FMIN, BITS, FLT, FLE, FEQ, FNE, RARE_SIN, RARE_COS,
          RARE_REMAINDER ->
        lanes ? FLOAT_LANES : FLOAT;
      case IADD, ISUB, IMUL, IAND, IOR, IXOR, ISHL, ISHR, IUSHR, IMAX, IMIN, FLOOR_DIV, FLOOR_MOD, TO_FLOAT, FROM_BITS,
          ILT, ILE, IEQ, INE ->
        lanes ? INT_LANES : INT;
      case AND, OR, NOT -> lanes ? MASK : TRUTH;
      case CHOOSE_FLOAT, CHOOSE_INT, CHOOSE_BOOL, RARELY -> throw wrong(operator + " is written as a choice");
    };
    require(!lanes || operator != Plain.FLOOR_DIV && operator != Plain.FLOOR_MOD, () -> operator + " is none of lanes");
    require(apply.arguments().size() == arity(operator), () -> operator + " takes " + arity(operator) + " arguments");
    boolean shift = operator == Plain.ISHL || operator == Plain.ISHR || operator == Plain.IUSHR;
    boolean shortCut = !lanes && (operator == Plain.AND || operator == Plain.OR);
    for (int i = 0; i < apply.arguments().size(); i++) {
      Expression each = apply.argument(i);
      DataType type = shift && i == 1 ? INT : argument;
      if (shortCut && i == 1) {
        scope(() -> expect(type, each));
      } else {
        expect(type, each);
      }
    }
    require(!shift || isConstant(apply.argument(1), distance -> distance >= 0 && distance < 32),
        () -> "a shift's distance is a constant from 0 to 31");
  }

  private static int arity(Plain operator) {
    return switch (operator) {
      case FSQRT, FNEG, FABS, BITS, TO_FLOAT, FROM_BITS, NOT, RARE_SIN, RARE_COS -> 1;
      case FADD, FSUB, FMUL, FDIV, FMAX, FMIN, FLT, FLE, FEQ, FNE, RARE_REMAINDER, IADD, ISUB, IMUL, IAND, IOR, IXOR,
          ISHL, ISHR, IUSHR, IMAX, IMIN, FLOOR_DIV, FLOOR_MOD, ILT, ILE, IEQ, INE, AND, OR ->
        2;
      case FMA, CHOOSE_FLOAT, CHOOSE_INT, CHOOSE_BOOL, RARELY -> 3;
    };
  }

  private static boolean isConstant(Expression expression, IntPredicate holds) {
    return expression instanceof Expression.Constant constant && holds.test(constant.bits());
  }

  private void machine(Expression.Machine machine) {
    List<DataType> found = machine.arguments().stream().map(this::of).toList();
    DataType type = machine.type();
    List<DataType> wanted = switch (machine.operation()) {
      case QUOTIENT, REST, AT_LEAST, MORE, STEPS, IN_RANGE -> List.of(INT, INT);
      case WIDEN, NOT_ZERO -> List.of(INT);
      case NARROW -> List.of(LONG);
      case LONG_SUM, LONG_PRODUCT, LONG_AT_LEAST -> List.of(LONG, LONG);
      case LANES, ZEROS -> List.of();
      case BROADCAST -> List.of(type == FLOAT_LANES ? FLOAT : type == INT_LANES ? INT : TRUTH);
      case AND_NOT -> List.of(MASK, MASK);
      case BLEND -> List.of(type, type, MASK);
      case FIRST_LANE -> List.of(FLOAT_LANES);
      case ANY_LANE, ALL_LANES -> List.of(MASK);
      case LANES_BEHIND -> List.of(FLOAT_LANES, INT);
      case ZIP -> List.of(FLOAT_LANES, FLOAT_LANES, INT);
    };
    require(wanted.equals(found), () -> machine.operation() + " takes " + wanted + ", not " + found);
    require(type == result(machine), () -> machine.operation() + " doesn't give " + type);
    require(machine.operation() != Operation.LANES_BEHIND
        || isConstant(machine.arguments().get(1), apart -> apart <= 8 && Integer.bitCount(apart) == 1),
        () -> "lanes are 8, 4, 2 or 1 apart");
    require(
        machine.operation() != Operation.ZIP || isConstant(machine.arguments().get(2), half -> half == 0 || half == 1),
        () -> "a vector has the halves 0 and 1");
  }

  private static DataType result(Expression.Machine machine) {
    return switch (machine.operation()) {
      case QUOTIENT, REST, NARROW, LANES -> INT;
      case WIDEN, LONG_SUM, LONG_PRODUCT -> LONG;
      case AT_LEAST, MORE, NOT_ZERO, LONG_AT_LEAST, ANY_LANE, ALL_LANES -> TRUTH;
      case BROADCAST, BLEND -> machine.type();
      case ZEROS, LANES_BEHIND, ZIP -> FLOAT_LANES;
      case STEPS -> INT_LANES;
      case IN_RANGE, AND_NOT -> MASK;
      case FIRST_LANE -> FLOAT;
    };
  }
}
