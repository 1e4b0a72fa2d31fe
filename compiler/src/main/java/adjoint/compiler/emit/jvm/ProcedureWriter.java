package adjoint.compiler.emit.jvm;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.Instruction;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** Writes a procedure as a static method. */
public final class ProcedureWriter {

  private final Map<String, String> owners;
  private final MethodCode code;
  private final Map<Variable, Local> locals = new HashMap<>();
  private final Set<Variable> assigned = new HashSet<>();
  private final ScalarCode scalars;
  private final LaneCode lanes;
  private final FrameCode frames;

  private ProcedureWriter(Map<String, String> owners, String owner, MethodCode code) {
    this.owners = owners;
    this.code = code;
    this.scalars = new ScalarCode(this, code);
    this.lanes = new LaneCode(this, code, owner);
    this.frames = new FrameCode(this, code);
  }

  /** Adds procedures that call only each other to a class. */
  public static void write(KernelClass into, List<Procedure> procedures) {
    write(into, procedures, new HashMap<>());
  }

  /**
   * Adds procedures to a class.
   *
   * @param owners the classes of others that they call, by their names; these are added
   */
  static void write(KernelClass into, List<Procedure> procedures, Map<String, String> owners) {
    procedures.forEach(each -> owners.put(each.header().name(), into.name()));
    for (Procedure each : procedures) {
      MethodCode code = MethodCode.of(into, each.header().name(), descriptor(each.header()));
      write(new ProcedureWriter(owners, into.name(), code), each);
    }
  }

  /** At least as many bytes as it has. */
  public static int size(Procedure procedure) {
    MethodCode measuring = MethodCode.measuring();
    write(new ProcedureWriter(Map.of(), "", measuring), procedure);
    return measuring.size();
  }

  private static void write(ProcedureWriter writer, Procedure procedure) {
    procedure.parameters()
        .forEach(p -> writer.locals.put(p, writer.code.parameter(p.name(), local(p.type()))));
    writer.findAssigned(procedure.body());
    writer.instructions(procedure.body());
    writer.code.end();
  }

  private void findAssigned(List<Instruction> all) {
    for (Instruction each : all) {
      if (each instanceof Instruction.Set set) {
        assigned.add(set.variable());
      }
      each.bodies().forEach(this::findAssigned);
    }
  }

  /** Whether it is a variable with more than one value. */
  boolean isAssigned(Expression expression) {
    return expression instanceof Variable variable && assigned.contains(variable);
  }

  /** The descriptor of a method that takes these. */
  static String descriptor(Procedure.Header header) {
    return descriptor(header.parameters()) + "V";
  }

  /** What descriptors of methods that take these begin with. */
  static String descriptor(List<DataType> parameters) {
    StringBuilder text = new StringBuilder("(");
    parameters.forEach(type -> text.append(local(type).descriptor()));
    return text.append(')').toString();
  }

  static Local.Type local(DataType type) {
    return switch (type) {
      case INT, TRUTH -> Local.Type.INT;
      case LONG -> Local.Type.LONG;
      case FLOAT -> Local.Type.FLOAT;
      case REALS -> Local.Type.REALS;
      case WHOLES -> Local.Type.INTS;
      case FRAME -> Local.Type.FRAME;
      case FLOAT_LANES -> Local.Type.FLOAT_VECTOR;
      case INT_LANES -> Local.Type.INT_VECTOR;
      case MASK -> Local.Type.MASK;
    };
  }

  // Instructions

  private void instructions(List<Instruction> all) {
    all.forEach(this::instruction);
  }

  private void instruction(Instruction instruction) {
    switch (instruction) {
      case Instruction.Let let -> let(let);
      case Instruction.Set set -> {
        push(set.value());
        code.store(local(set.variable()));
      }
      case Instruction.Increase increase -> code.increment(local(increase.variable()), increase.by());
      case Instruction.Store store -> {
        if (store.value().type().isLanes()) {
          lanes.store(store);
        } else {
          scalars.store(store);
        }
      }
      case Instruction.Block block -> code.scope(() -> instructions(block.body()));
      case Instruction.Loop loop -> code.scope(() -> loop(loop));
      case Instruction.While repeat -> repeat(repeat);
      case Instruction.If either -> either(either);
      case Instruction.Call call -> {
        call.arguments().forEach(this::push);
        code.invokeStatic(owner(call.procedure()), call.procedure().name(), descriptor(call.procedure()));
      }
      case Instruction.Share share -> frames.share(share, owner(share.procedure()));
      case Instruction.Line line -> code.line(line.span());
    }
  }

  void let(Instruction.Let let) {
    push(let.value());
    keep(let.variable());
  }

  /** Declares a variable with what is on the stack. */
  void keep(Variable variable) {
    locals.put(variable, code.keep(variable.name(), local(variable.type())));
  }

  private void loop(Instruction.Loop loop) {
    let(new Instruction.Let(loop.turn(), loop.from()));
    Local turn = local(loop.turn());
    code.loop(turn, () -> push(loop.to()), () -> advance(turn, loop.step()), () -> instructions(loop.body()));
  }

  private void advance(Local turn, Expression step) {
    if (step instanceof Expression.Constant by) {
      code.increment(turn, by.bits());
      return;
    }
    code.load(turn);
    push(step);
    code.op(Opcodes.IADD);
    code.store(turn);
  }

  private void repeat(Instruction.While repeat) {
    Label head = code.label();
    Label end = code.label();
    code.mark(head);
    scalars.jumpUnless(repeat.condition(), end);
    instructions(repeat.body());
    code.jump(Opcodes.GOTO, head);
    code.mark(end);
  }

  private void either(Instruction.If either) {
    Label no = code.label();
    scalars.jumpUnless(either.condition(), no);
    code.scope(() -> instructions(either.then()));
    if (either.otherwise().isEmpty()) {
      code.mark(no);
      return;
    }
    Label end = code.label();
    code.jump(Opcodes.GOTO, end);
    code.mark(no);
    code.scope(() -> instructions(either.otherwise()));
    code.mark(end);
  }

  /** Whoever measures has no classes. */
  private String owner(Procedure.Header procedure) {
    return owners.getOrDefault(procedure.name(), "");
  }

  // Expressions

  Local local(Variable variable) {
    Local local = locals.get(variable);
    if (local == null) {
      throw new IllegalStateException("no value in " + variable.name());
    }
    return local;
  }

  /** Pushes a value. */
  void push(Expression expression) {
    switch (expression) {
      case Variable variable -> code.load(local(variable));
      case Expression.Constant constant -> constant(constant);
      case Expression.Apply apply -> {
        if (apply.type().isLanes()) {
          lanes.apply(apply);
        } else {
          scalars.apply(apply);
        }
      }
      case Expression.Machine machine -> {
        if (isOfLanes(machine)) {
          lanes.machine(machine);
        } else {
          scalars.machine(machine);
        }
      }
      case Expression.Element element -> {
        if (element.type().isLanes()) {
          lanes.element(element);
        } else {
          scalars.element(element);
        }
      }
      case Expression.Choice choice -> choice(choice);
      case Expression.Rarely rarely -> lanes.rarely(rarely);
      case Expression.Kept kept -> {
        push(kept.value());
        code.op(Opcodes.DUP);
        keep(kept.variable());
      }
      case Expression.Given given -> {
        given.lets().forEach(this::let);
        push(given.value());
      }
      case Expression.OfFrame of -> frames.push(of);
    }
  }

  private static boolean isOfLanes(Expression.Machine machine) {
    return switch (machine.operation()) {
      case QUOTIENT, REST, WIDEN, NARROW, LONG_SUM, LONG_PRODUCT, LONG_AT_LEAST, AT_LEAST, MORE, NOT_ZERO -> false;
      case LANES, BROADCAST, ZEROS, STEPS, IN_RANGE, AND_NOT, BLEND, FIRST_LANE, ANY_LANE, ALL_LANES,
          LANES_BEHIND, ZIP ->
        true;
    };
  }

  private void constant(Expression.Constant constant) {
    if (constant.type() == DataType.FLOAT) {
      code.push(Float.intBitsToFloat(constant.bits()));
    } else {
      code.push(constant.bits());
      if (constant.type() == DataType.LONG) {
        code.op(Opcodes.I2L);
      }
    }
  }

  private void choice(Expression.Choice choice) {
    Label otherwise = code.label();
    Label end = code.label();
    scalars.jumpUnless(choice.condition(), otherwise);
    code.scope(() -> push(choice.then()));
    code.jump(Opcodes.GOTO, end);
    code.mark(otherwise);
    code.scope(() -> push(choice.otherwise()));
    code.mark(end);
  }
}
