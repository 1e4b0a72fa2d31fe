package adjoint.compiler.emit.c;

import adjoint.compiler.emit.ProgramKernels;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Expression.Part;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.Instruction;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.plan.Space;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Procedures as C, in the words of `kernels.h`, for GCC: a second writer beside bytecode's. What an expression keeps, or
 * computes perhaps, are instructions before the one that it stands in, so that C's order of evaluation doesn't matter.
 */
final class CWriter {

  private static final Pattern FORBIDDEN = Pattern.compile("[^A-Za-z0-9]+");

  private final StringBuilder text = new StringBuilder();
  private final Map<Variable, String> names = new HashMap<>();
  private String indent = "";
  private int declared;

  private CWriter() {}

  /** A file with the function `void run(Frame *)`. */
  static String write(ProgramKernels kernels) {
    return kernels.procedures().stream().map(CWriter::procedure)
        .collect(Collectors.joining("\n", "#include \"kernels.h\"\n\n",
            "\nvoid run(Frame *frame) {\n  " + name(kernels.entry()) + "(frame);\n}\n"));
  }

  private static String procedure(Procedure procedure) {
    CWriter writer = new CWriter();
    String parameters = procedure.parameters().stream().map(writer::declared).collect(Collectors.joining(", "));
    writer.block("static void " + name(procedure.header()) + "(" + parameters + ")",
        () -> writer.instructions(procedure.body()));
    return writer.text.toString();
  }

  /** No function of C's library begins like this. */
  private static String name(Procedure.Header procedure) {
    return "kernel_" + procedure.name();
  }

  // Instructions

  private void line(String words) {
    text.append(indent).append(words).append('\n');
  }

  private void block(String head, Runnable body) {
    line(head.isEmpty() ? "{" : head + " {");
    String margin = indent;
    indent += "  ";
    body.run();
    indent = margin;
    line("}");
  }

  /** A fresh variable with its type; no two of a procedure have one name. */
  private String declared(Variable variable) {
    String name = "v" + declared++ + "_" + FORBIDDEN.matcher(variable.name()).replaceAll("");
    names.put(variable, name);
    return COperators.type(variable.type()) + " " + name;
  }

  private String name(Variable variable) {
    String name = names.get(variable);
    if (name == null) {
      throw new IllegalStateException("no value in " + variable.name());
    }
    return name;
  }

  private void instructions(List<Instruction> all) {
    all.forEach(this::instruction);
  }

  private void instruction(Instruction instruction) {
    switch (instruction) {
      case Instruction.Let let -> let(let);
      case Instruction.Set set -> assign(name(set.variable()), set.value());
      case Instruction.Increase increase -> line(name(increase.variable()) + " += " + increase.by() + ";");
      case Instruction.Store store -> store(store);
      case Instruction.Block block -> block("", () -> instructions(block.body()));
      case Instruction.Loop loop -> loop(loop);
      case Instruction.While repeat -> block("for (;;)", () -> {
        line("if (!" + of(repeat.condition()) + ") break;");
        instructions(repeat.body());
      });
      case Instruction.If either -> {
        block("if (" + of(either.condition()) + ")", () -> instructions(either.then()));
        block("else", () -> instructions(either.otherwise()));
      }
      case Instruction.Call call -> line(COperators.call(name(call.procedure()), of(call.arguments())) + ";");
      case Instruction.Share share -> share(share);
      case Instruction.Line line -> line("// line " + line.span().line());
    }
  }

  private void let(Instruction.Let let) {
    String value = of(let.value());
    line(declared(let.variable()) + " = " + value + ";");
  }

  private void assign(String variable, Expression value) {
    line(variable + " = " + of(value) + ";");
  }

  private void store(Instruction.Store store) {
    DataType type = store.value().type();
    if (!type.isLanes()) {
      String place = of(store.place());
      line(name(store.array()) + "[" + place + "] = " + of(store.value()) + ";");
      return;
    }
    List<String> arguments = new ArrayList<>();
    String value = of(store.value());
    arguments.add(name(store.array()) + " + " + of(store.place()));
    arguments.add(value);
    store.mask().ifPresent(mask -> arguments.add(of(mask)));
    line(COperators.call("store_" + COperators.type(type) + (store.mask().isPresent() ? "_where" : ""), arguments)
        + ";");
  }

  private void loop(Instruction.Loop loop) {
    String from = of(loop.from());
    block("for (" + declared(loop.turn()) + " = " + from + ";;)", () -> {
      String turn = name(loop.turn());
      line("if (" + turn + " >= " + of(loop.to()) + ") break;");
      instructions(loop.body());
      line(turn + " += " + of(loop.step()) + ";");
    });
  }

  /** All turns at once, on this thread. */
  private void share(Instruction.Share share) {
    String count = of(share.count());
    List<String> arguments = new ArrayList<>(of(share.arguments()));
    arguments.add("0");
    arguments.add(count);
    line(COperators.call(name(share.procedure()), arguments) + ";");
  }

  // Expressions

  private List<String> of(List<Expression> expressions) {
    return expressions.stream().map(this::of).toList();
  }

  private String of(Expression expression) {
    return switch (expression) {
      case Variable variable -> name(variable);
      case Expression.Constant constant -> COperators.constant(constant.type(), constant.bits());
      case Expression.Apply apply -> apply(apply);
      case Expression.Machine machine -> COperators.of(machine, of(machine.arguments()));
      case Expression.Element element -> element(element);
      case Expression.Choice choice -> perhaps(choice.type(), of(choice.condition()), choice.then(),
          choice.otherwise());
      case Expression.Rarely rarely -> rarely(rarely);
      case Expression.Kept kept -> {
        let(new Instruction.Let(kept.variable(), kept.value()));
        yield name(kept.variable());
      }
      case Expression.Given given -> {
        given.lets().forEach(this::let);
        yield of(given.value());
      }
      case Expression.OfFrame of -> part(name(of.frame()), of.part());
    };
  }

  /** Of truth values the second is computed only where the first doesn't decide. */
  private String apply(Expression.Apply apply) {
    boolean one = apply.type() == DataType.TRUTH;
    if (one && apply.operator() == Plain.AND) {
      return perhaps(DataType.TRUTH, of(apply.argument(0)), apply.argument(1),
          new Expression.Constant(DataType.TRUTH, 0));
    }
    if (one && apply.operator() == Plain.OR) {
      return perhaps(DataType.TRUTH, of(apply.argument(0)), new Expression.Constant(DataType.TRUTH, 1),
          apply.argument(1));
    }
    return COperators.of(apply.operator(), apply.arguments().getFirst().type().isLanes(), of(apply.arguments()));
  }

  /** A variable that has one value or the other. */
  private String perhaps(DataType type, String condition, Expression then, Expression otherwise) {
    String chosen = "chosen_" + declared++;
    line(COperators.type(type) + " " + chosen + ";");
    block("if (" + condition + ")", () -> assign(chosen, then));
    block("else", () -> assign(chosen, otherwise));
    return chosen;
  }

  private String rarely(Expression.Rarely rarely) {
    String chosen = "chosen_" + declared++;
    line("floats " + chosen + " = " + of(rarely.usual()) + ";");
    rarely.given().ifPresent(this::let);
    String condition = of(rarely.condition());
    block("if (any_lane(" + condition + "))", () -> line(
        chosen + " = " + COperators.call("blend_floats", List.of(chosen, of(rarely.rare()), condition)) + ";"));
    return chosen;
  }

  private String element(Expression.Element element) {
    String array = name(element.array());
    String place = of(element.place());
    if (!element.type().isLanes()) {
      return array + "[" + place + "]";
    }
    String load = "load_" + COperators.type(element.type());
    String at = array + " + " + place;
    return element.mask().map(mask -> COperators.call(load + "_where", List.of(at, of(mask))))
        .orElseGet(() -> COperators.call(load, List.of(at)));
  }

  private static String part(String frame, Part part) {
    return switch (part) {
      case Part.Dim dim -> "((int) " + frame + "->dims[" + dim.number() + "])";
      case Part.DrawKey key -> (key.second() ? "draw_second_key(" : "draw_key(") + frame + ", " + key.site() + ")";
      case Part.Threads _ -> frame + "->threads";
      case Part.Array array -> frame + "->" + array(array);
    };
  }

  private static String array(Part.Array array) {
    return switch (array.space()) {
      case Space.Store _ -> "store";
      case Space.Work _ -> "work";
      case Space.WorkInts _ -> "workInts";
      case Space.Settings _ -> "settings";
      case Space.Port port -> (array.type() == DataType.REALS ? "reals" : "ints") + "[" + port.number() + "]";
    };
  }
}
