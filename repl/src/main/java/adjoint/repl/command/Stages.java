package adjoint.repl.command;

import adjoint.compiler.Backend;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.PlanPrinter;
import adjoint.repl.session.Response;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.TraceClassVisitor;

/** `:graph`, `:plan`, `:bytecode`: what the compiler makes on its way. */
final class Stages {

  private Stages() {}

  static Response graph(PromptContext context, String argument) {
    return show(context, argument, "graph", target -> GraphPrinter.print(target.simplified()));
  }

  static Response plan(PromptContext context, String argument) {
    return show(context, argument, "plan", target -> PlanPrinter.print(plan(target)));
  }

  static Response bytecode(PromptContext context, String argument) {
    return show(context, argument, "bytecode", Stages::listing);
  }

  private static Response show(PromptContext context, String argument, String command,
      Function<InspectedFunction, String> text) {
    return Response.text(InspectedFunction.of(context, argument, command).stream().map(text).map(String::stripTrailing)
        .collect(Collectors.joining("\n\n")));
  }

  static Plan plan(InspectedFunction target) {
    return Backend.plan(target.simplified(), target.layout(), Backend.Options.of(Backend.Form.SCALAR));
  }

  private static String listing(InspectedFunction target) {
    var text = new StringWriter();
    new ClassReader(Backend.classFile(plan(target), Mode.SCALAR))
        .accept(new TraceClassVisitor(new PrintWriter(text)), 0);
    return text.toString();
  }
}
