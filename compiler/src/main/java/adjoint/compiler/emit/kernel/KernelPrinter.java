package adjoint.compiler.emit.kernel;

import adjoint.compiler.emit.kernel.Expression.Part;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.plan.Space;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Procedures as text that reads like a program. What an instruction keeps of its values stands in lines before it. */
public final class KernelPrinter {

  private final StringBuilder text = new StringBuilder();
  private final Map<Variable, String> names = new HashMap<>();
  private Set<String> visible = new HashSet<>();
  private String indent = "";
  /** Whether what is printed may not be computed: then what it keeps can't stand in a line before. */
  private boolean perhaps;

  private KernelPrinter() {}

  public static String print(List<Procedure> procedures) {
    return procedures.stream().map(KernelPrinter::print).collect(Collectors.joining("\n"));
  }

  public static String print(Procedure procedure) {
    KernelPrinter printer = new KernelPrinter();
    printer.procedure(procedure);
    return printer.text.toString();
  }

  private void procedure(Procedure procedure) {
    String parameters = procedure.parameters().stream()
        .map(p -> p.type() == DataType.FRAME ? declared(p) : declared(p) + ": " + p.type())
        .collect(Collectors.joining(", "));
    line(procedure.header().name() + "(" + parameters + ") {");
    block(procedure.body());
    line("}");
  }

  private String declared(Variable variable) {
    String plain = variable.name().isEmpty() ? "value" : variable.name();
    String name = plain;
    for (int i = 2; !visible.add(name); i++) {
      name = plain + "." + i;
    }
    names.put(variable, name);
    return name;
  }

  private void line(String words) {
    text.append(indent).append(words).append('\n');
  }

  /** Further in. */
  private void block(List<Instruction> body) {
    String margin = indent;
    indent += "  ";
    apart(body);
    indent = margin;
  }

  /** What is declared inside ends with it: names show that, so that it needs no braces. */
  private void apart(List<Instruction> body) {
    Set<String> outer = visible;
    visible = new HashSet<>(visible);
    body.forEach(this::instruction);
    visible = outer;
  }

  private void instruction(Instruction instruction) {
    switch (instruction) {
      case Instruction.Let let -> let(let);
      case Instruction.Set set -> line(name(set.variable()) + " <- " + whole(set.value()));
      case Instruction.Increase increase -> line(name(increase.variable()) + " <- " + name(increase.variable()) + " + "
          + increase.by());
      case Instruction.Store store -> store(store);
      case Instruction.Block block -> apart(block.body());
      case Instruction.Loop loop -> loop(loop);
      case Instruction.While repeat -> {
        line("while " + condition(repeat.condition()) + " {");
        block(repeat.body());
        line("}");
      }
      case Instruction.If either -> either(either);
      case Instruction.Call call -> line(call.procedure().name() + arguments(call.arguments()));
      case Instruction.Share share -> line("share " + of(share.count()) + " turns of " + share.procedure().name()
          + arguments(share.arguments()));
      case Instruction.Line line -> {
        if (!line.span().source().text().isEmpty()) {
          line("// " + line.span().source().name() + ":" + line.span().line());
        }
      }
    }
  }

  private void store(Instruction.Store store) {
    boolean lanes = store.value().type().isLanes();
    String first = whole(lanes ? store.value() : store.place());
    String second = whole(lanes ? store.place() : store.value());
    line(element(store.array(), lanes ? second : first, store.mask(), store.value().type()) + " <- "
        + (lanes ? first : second));
  }

  private void let(Instruction.Let let) {
    String value = whole(let.value());
    line(declared(let.variable()) + " = " + value);
  }

  private void loop(Instruction.Loop loop) {
    Set<String> outer = visible;
    visible = new HashSet<>(visible);
    String from = whole(loop.from());
    String turn = declared(loop.turn());
    String step = loop.step().is(1) ? "" : " step " + condition(loop.step());
    line("for " + turn + " = " + from + " until " + condition(loop.to()) + step + " {");
    block(loop.body());
    line("}");
    visible = outer;
  }

  private void either(Instruction.If either) {
    line("if " + whole(either.condition()) + " {");
    block(either.then());
    if (!either.otherwise().isEmpty()) {
      line("} else {");
      block(either.otherwise());
    }
    line("}");
  }

  /** Of what is computed again and again nothing can stand in a line before. */
  private String condition(Expression expression) {
    return perhaps(() -> whole(expression));
  }

  /** The same of what may not be computed. */
  private String inside(Expression expression) {
    return perhaps(() -> of(expression));
  }

  private String perhaps(Supplier<String> words) {
    boolean outer = perhaps;
    perhaps = true;
    String found = words.get();
    perhaps = outer;
    return found;
  }

  private String name(Variable variable) {
    return names.getOrDefault(variable, "?" + variable.name());
  }

  private String arguments(List<Expression> arguments) {
    return arguments.stream().map(this::whole).collect(Collectors.joining(", ", "(", ")"));
  }

  private String element(Variable array, String place, Optional<Expression> mask, DataType type) {
    String which = mask.map(m -> " where " + of(m)).orElse("");
    return name(array) + "[" + place + (type.isLanes() ? ".." : "") + which + "]";
  }

  /** A value that stands alone. */
  private String whole(Expression expression) {
    String words = of(expression);
    boolean wrapped = words.startsWith("(") && closing(words) == words.length() - 1;
    return wrapped ? words.substring(1, words.length() - 1) : words;
  }

  /** Where the parenthesis closes that a text begins with. */
  private static int closing(String words) {
    int depth = 0;
    for (int i = 0; i < words.length(); i++) {
      depth += words.charAt(i) == '(' ? 1 : words.charAt(i) == ')' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private String of(Expression expression) {
    return switch (expression) {
      case Variable variable -> name(variable);
      case Expression.Constant constant -> constant(constant);
      case Expression.Apply apply -> apply(apply);
      case Expression.Machine machine -> machine(machine);
      case Expression.Element e -> element(e.array(), whole(e.place()), e.mask(), e.type());
      case Expression.Choice c -> "(" + of(c.condition()) + " ? " + inside(c.then()) + " : " + inside(c.otherwise())
          + ")";
      case Expression.Rarely r -> rarely(r);
      case Expression.Kept kept -> kept(new Instruction.Let(kept.variable(), kept.value()), "");
      case Expression.Given given -> given.lets().stream().map(let -> kept(let, "; ")).collect(Collectors.joining())
          + of(given.value());
      case Expression.OfFrame of -> name(of.frame()) + "." + part(of.part());
    };
  }

  /** The variable, which a line before declares, or which is declared here. */
  private String kept(Instruction.Let let, String behind) {
    if (perhaps) {
      String value = of(let.value());
      return declared(let.variable()) + " := " + value + behind;
    }
    let(let);
    return behind.isEmpty() ? name(let.variable()) : "";
  }

  private String rarely(Expression.Rarely rarely) {
    String usual = of(rarely.usual());
    String given = rarely.given().map(let -> kept(let, "; ")).orElse("");
    return given + "(rarely " + of(rarely.condition()) + " ? " + inside(rarely.rare()) + " : " + usual + ")";
  }

  private static String constant(Expression.Constant constant) {
    return switch (constant.type()) {
      case FLOAT -> Float.toString(Float.intBitsToFloat(constant.bits()));
      case TRUTH -> constant.bits() == 0 ? "false" : "true";
      case INT, LONG -> Integer.toString(constant.bits());
      case REALS, WHOLES, FRAME, FLOAT_LANES, INT_LANES, MASK ->
        throw new IllegalStateException("no constants of " + constant.type());
    };
  }

  private String apply(Expression.Apply apply) {
    Optional<String> sign = sign(apply.operator());
    return sign.isPresent() && apply.arguments().size() == 2
        ? "(" + of(apply.argument(0)) + " " + sign.get() + " "
            + (isShortCut(apply) ? inside(apply.argument(1)) : of(apply.argument(1))) + ")"
        : apply.operator().name().toLowerCase(Locale.ROOT) + arguments(apply.arguments());
  }

  private static boolean isShortCut(Expression.Apply apply) {
    return !apply.type().isLanes() && (apply.operator() == Plain.AND || apply.operator() == Plain.OR);
  }

  private static Optional<String> sign(Plain operator) {
    return Optional.of(switch (operator) {
      case FADD, IADD -> "+";
      case FSUB, ISUB -> "-";
      case FMUL, IMUL -> "*";
      case FDIV -> "/";
      case IAND -> "&";
      case IOR -> "|";
      case IXOR -> "^";
      case ISHL -> "<<";
      case ISHR -> ">>";
      case IUSHR -> ">>>";
      case FLT, ILT -> "<";
      case FLE, ILE -> "<=";
      case FEQ, IEQ -> "==";
      case FNE, INE -> "!=";
      case AND -> "and";
      case OR -> "or";
      case FMA, FSQRT, FNEG, FABS, FMAX, FMIN, IMAX, IMIN, FLOOR_DIV, FLOOR_MOD, TO_FLOAT, BITS, FROM_BITS, NOT,
          CHOOSE_FLOAT, CHOOSE_INT, CHOOSE_BOOL, RARELY, RARE_SIN, RARE_COS, RARE_REMAINDER ->
        "";
    }).filter(s -> !s.isEmpty());
  }

  private String machine(Expression.Machine machine) {
    List<Expression> a = machine.arguments();
    return switch (machine.operation()) {
      case QUOTIENT -> infix(a, "/");
      case REST -> infix(a, "rem");
      case AT_LEAST, LONG_AT_LEAST -> infix(a, ">=");
      case MORE -> infix(a, ">");
      case LONG_SUM -> infix(a, "+");
      case LONG_PRODUCT -> infix(a, "*");
      case WIDEN, NARROW -> of(a.getFirst());
      case NOT_ZERO -> "(" + of(a.getFirst()) + " != 0)";
      case LANES -> "lanes";
      case BROADCAST, ZEROS, STEPS, IN_RANGE, AND_NOT, BLEND, FIRST_LANE, ANY_LANE, ALL_LANES, LANES_BEHIND,
          ZIP ->
        machine.operation().name().toLowerCase(Locale.ROOT) + arguments(a);
    };
  }

  private String infix(List<Expression> arguments, String sign) {
    return "(" + of(arguments.get(0)) + " " + sign + " " + of(arguments.get(1)) + ")";
  }

  private static String part(Part part) {
    return switch (part) {
      case Part.Dim dim -> "dim" + dim.number();
      case Part.DrawKey key -> (key.second() ? "secondKey(" : "key(") + key.site() + ")";
      case Part.Threads _ -> "threads";
      case Part.Array array -> switch (array.space()) {
        case Space.Store _ -> "store";
        case Space.Work _ -> "work";
        case Space.WorkInts _ -> "workInts";
        case Space.Settings _ -> "settings";
        case Space.Port port -> "port" + port.number();
      };
    };
  }
}
