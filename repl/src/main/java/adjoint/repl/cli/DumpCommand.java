package adjoint.repl.cli;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.Pipelines;
import adjoint.compiler.Rejected;
import adjoint.compiler.ast.PrintAst;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Watch;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.emit.kernel.KernelPrinter;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.PlanPrinter;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.problem.NearestWord;
import adjoint.repl.report.Console;
import adjoint.runtime.CliProblem;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.TraceClassVisitor;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `nn dump digits.nn --plan`: what the compiler makes of a program on its way. */
@Command(description = "Print a file as one stage of the compiler sees it.")
final class DumpCommand implements CliCommand {

  @Mixin
  private ProgramOptions program = new ProgramOptions();

  @ArgGroup(multiplicity = "1")
  private Stage stage = new Stage();

  @Option(names = "--of", paramLabel = "NAME",
      description = "Only this function: step, accumulate, rows, reduce, batches, initialise or a model.")
  private Optional<String> of = Optional.empty();

  @Option(names = "--scalar", description = "The scalar form of kernels and bytecode, not the vector form.")
  private boolean scalar;

  /** Exactly one of these is asked for. */
  private static final class Stage {

    @Option(names = "--ast", description = "What was read.")
    private boolean ast;

    @Option(names = "--graph", description = "What is computed, as it was lowered.")
    private boolean graph;

    @Option(names = "--gradient", description = "What is computed, with gradients, after simplification.")
    private boolean gradient;

    @Option(names = "--after", paramLabel = "PASS",
        description = "What is computed after this pass, each time that it runs: SimplifyScalars, InlineCheap, …")
    private Optional<String> after = Optional.empty();

    @Option(names = "--plan", description = "Which kernels run, and where values lie in memory.")
    private boolean plan;

    @Option(names = "--kernels", description = "The kernels as code that a person reads.")
    private boolean kernels;

    @Option(names = "--bytecode", description = "The kernels' bytecode as text.")
    private boolean bytecode;

    @Option(names = "--classes", paramLabel = "DIR",
        description = "Write the class files, vector and scalar, into DIR.")
    private Optional<Path> classes = Optional.empty();
  }

  @Override
  public int run(Console console) {
    var checked = program.check();
    if (stage.ast) {
      console.out().print(PrintAst.print(checked.parsed().file()));
      return ExitCode.OK;
    }
    var lowered = checked.lowered().orElseThrow(() -> new Rejected(checked.problems()));
    if (stage.graph) {
      each(lowered, graph -> console.out().println(GraphPrinter.print(graph)));
    } else if (stage.gradient) {
      each(lowered, graph -> console.out().println(GraphPrinter.print(Compiler.simplified(graph))));
    } else if (stage.plan) {
      each(lowered, graph -> console.out().println(PlanPrinter.print(plan(graph, lowered))));
    } else if (stage.kernels) {
      each(lowered, graph -> console.out().println(
          KernelPrinter.print(Backend.kernels(plan(graph, lowered), scalar ? Mode.SCALAR : Mode.VECTOR).procedures())));
    } else if (stage.bytecode) {
      each(lowered, graph -> list(plan(graph, lowered), console));
    }
    stage.after.map(DumpCommand::known)
        .ifPresent(pass -> each(lowered, graph -> watch(pass, graph, lowered, console)));
    stage.classes.ifPresent(folder -> each(lowered, graph -> write(plan(graph, lowered), folder)));
    return ExitCode.OK;
  }

  private void each(Lowered lowered, Consumer<Graph> show) {
    var all = lowered.functions().stream().toList();
    List<Graph> chosen = all.stream().filter(graph -> of.map(graph.name()::equals).orElse(true)).toList();
    if (chosen.isEmpty()) {
      var names = all.stream().map(Graph::name).toList();
      throw new CommandFailure(CliProblem.UNKNOWN_PATH, "there is no function " + of.orElse(""),
          Optional.of(NearestWord.orAll(of.orElse(""), names)));
    }
    chosen.forEach(show);
  }

  private static String known(String pass) {
    if (!Pipelines.names().contains(pass)) {
      throw new CommandFailure(CliProblem.UNKNOWN_PATH, "there is no pass " + pass,
          Optional.of(NearestWord.orAll(pass, Pipelines.names())));
    }
    return pass;
  }

  private static void watch(String pass, Graph graph, Lowered lowered, Console console) {
    Watch watch = (name, text) -> {
      if (name.equals(pass)) {
        console.out().println("after " + pass + ", of " + graph.name());
        console.out().println(text.get());
      }
    };
    Backend.plan(Compiler.simplified(graph, watch), lowered.layout(), Backend.Options.DEFAULT, watch);
  }

  private static Plan plan(Graph graph, Lowered lowered) {
    return Backend.plan(Compiler.simplified(graph), lowered.layout(), Backend.Options.DEFAULT);
  }

  private void list(Plan plan, Console console) {
    var out = new PrintWriter(console.out(), true, console.out().charset());
    Backend.classFiles(plan, scalar ? Mode.SCALAR : Mode.VECTOR).values()
        .forEach(bytes -> new ClassReader(bytes).accept(new TraceClassVisitor(out), 0));
  }

  private static void write(Plan plan, Path folder) {
    for (var mode : Mode.values()) {
      Backend.classFiles(plan, mode).forEach((name, bytes) -> write(folder.resolve(name + ".class"), bytes));
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw UserProblem.of(RuntimeProblem.OUTPUT_DIRECTORY, file + " can't be written: " + e.getMessage());
    }
  }
}
