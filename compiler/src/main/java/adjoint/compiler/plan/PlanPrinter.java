package adjoint.compiler.plan;

import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.source.Span;
import adjoint.runtime.text.Words;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans as text: the kernels in order, then memory, then why they are so. */
public final class PlanPrinter {

  private final StringBuilder text = new StringBuilder();
  private final Plan plan;
  /** Of the kernels that are still to be printed. */
  private final Iterator<Fusion> fusions;
  /** What is said where a kernel is printed. */
  private final Set<Decision> said = new HashSet<>();

  private PlanPrinter(Plan plan) {
    this.plan = plan;
    this.fusions = Fusion.of(plan).iterator();
  }

  public static String print(Plan plan) {
    PlanPrinter printer = new PlanPrinter(plan);
    printer.all();
    return printer.text.toString();
  }

  /** The number of kernels, those in loops once. */
  public static int kernels(Plan plan) {
    return plan.kernels().size();
  }

  private void all() {
    line(0,
        "plan " + plan.name() + ": " + Words.count(kernels(plan), "kernel") + ", work " + plan.workReals() + " reals, "
            + plan.workInts() + " ints");
    plan.steps().forEach(s -> step(1, s));
    line(0, "memory");
    plan.placements().entrySet().stream().sorted((a, b) -> a.getKey().id() - b.getKey().id())
        .forEach(e -> line(1, value(e.getKey()) + " in " + place(e.getValue())));
    line(0, "notes");
    Decision.notes(plan.decisions().stream().filter(d -> !said.contains(d)).toList()).forEach(n -> line(1, n));
  }

  private void step(int depth, Step step) {
    switch (step) {
      case Step.Contraction c -> {
        line(depth, "contraction" + indices(" batch ", c.batch()) + indices(" rows ", c.rows())
            + indices(" columns ", c.columns()) + indices(" depth ", c.depth()) + where(step));
        line(depth + 1, "left  " + GraphPrinter.print(c.left()));
        line(depth + 1, "right " + GraphPrinter.print(c.right()));
        line(depth + 1, "sum   " + value(c.accumulator()));
        c.epilogue().forEach(s -> store(depth + 1, s));
        c.within().forEach(b -> line(depth + 1, "within " + GraphPrinter.print(b.condition())));
        fusion(depth + 1);
      }
      case Step.Nest n -> {
        line(depth, "nest" + indices(" for ", n.outer()) + where(step));
        n.statements().forEach(s -> statement(depth + 1, s));
        fusion(depth + 1);
      }
      case Step.Loop l -> {
        line(depth, "loop" + (l.reverse() ? " reverse" : "") + indices(" ", List.of(l.index())) + where(step));
        l.children().forEach(c -> step(depth + 1, c));
      }
      case Step.Scatter s -> {
        line(depth, "scatter" + indices(" for ", s.over()) + " " + value(s.target()) + at(s.at())
            + (s.reduction() == Operation.Reduction.SUM ? " += " : " = " + s.reduction() + " ")
            + GraphPrinter.print(s.body()) + where(step));
        fusion(depth + 1);
      }
      case Step.Sort s -> {
        line(depth, "sort " + value(s.target()) + " by " + value(s.keys()) + (s.descending() ? " descending" : "")
            + where(step));
        fusion(depth + 1);
      }
      case Step.Copy c -> {
        line(depth, "copy " + value(c.from()) + " to " + value(c.to()) + where(step));
        fusion(depth + 1);
      }
    }
  }

  /** What shares the next kernel, and why other things don't. */
  private void fusion(int depth) {
    Fusion fusion = fusions.next();
    said.addAll(fusion.apart());
    if (!fusion.fused().isEmpty()) {
      line(depth, "// fused: "
          + fusion.fused().stream().map(Decision::name).distinct().collect(Collectors.joining(", ")));
    }
    fusion.apart().stream().map(a -> "// apart: " + Decision.name(a.value()) + ", " + a.why().words()).distinct()
        .forEach(words -> line(depth, words));
  }

  private void statement(int depth, Step.Statement statement) {
    switch (statement) {
      case Step.Statement.Map m -> {
        line(depth, "map" + indices(" ", m.inner()));
        m.stores().forEach(s -> store(depth + 1, s));
      }
      case Step.Statement.Reduce r -> line(depth, "reduce" + indices(" ", r.inner()) + indices(" over ", r.over()) + " "
          + r.order() + " " + target(r.target()) + " = " + r.reduction() + " " + GraphPrinter.print(r.body()));
      case Step.Statement.ArgReduce a -> line(depth, "arg" + (a.largest() ? "max" : "min") + indices(" ", a.inner())
          + indices(" over ", List.of(a.over())) + " " + target(a.target()) + " = " + GraphPrinter.print(a.body()));
    }
  }

  private void store(int depth, Store store) {
    line(depth, (store.kept() ? "" : "register ") + target(store) + " = " + GraphPrinter.print(store.body()));
  }

  private static String target(Store store) {
    return value(store.value()) + at(store.at());
  }

  private static String at(List<Subscript> at) {
    return at.stream().map(GraphPrinter::print).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String value(Value value) {
    return value + ":" + value.name();
  }

  private static String indices(String label, List<Index> indices) {
    return indices.isEmpty()
        ? ""
        : label + indices.stream().map(i -> i + ":" + i.axis()).collect(Collectors.joining(", "));
  }

  private static String where(Step step) {
    Span span = step.origin().span();
    String path = step.origin().path();
    return (span.source().name().isEmpty() ? "" : "  // " + span) + (path.isEmpty() ? "" : " " + path);
  }

  private static String place(Placement placement) {
    String space = switch (placement.space()) {
      case Space.Store s -> "store";
      case Space.Work w -> "work";
      case Space.WorkInts w -> "ints";
      case Space.Port p -> "port " + p.number();
      case Space.Settings s -> "settings";
    };
    return space + " at " + placement.offset();
  }

  private void line(int depth, String line) {
    text.append("  ".repeat(depth)).append(line).append('\n');
  }
}
