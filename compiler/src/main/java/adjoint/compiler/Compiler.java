package adjoint.compiler;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.File;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Revise;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.PassRunner;
import adjoint.compiler.graph.Verifier;
import adjoint.compiler.graph.Watch;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.parse.Parsed;
import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import adjoint.runtime.program.Program;
import java.util.List;
import java.util.Optional;

/** The whole path: text → Ast → graphs → simplified graphs → plans → bytecode → a program. */
public final class Compiler {

  private Compiler() {}

  /**
   * What checking a file gives.
   *
   * @param problems in the order of the text; empty where all is right
   * @param lowered the graphs, where there are no problems
   */
  public record Checked(Parsed parsed, List<Diagnostic> problems, Optional<Lowered> lowered) {}

  /** Text to graphs. */
  public static Checked check(Source source, ProgramLowering.Options options) {
    Checked checked = checkOnce(source, options);
    boolean syntax = !checked.parsed().problems().isEmpty();
    List<Diagnostic> tried = Revise.tried(source, checked.problems(),
        changed -> syntax ? Parser.parse(changed).problems() : checkOnce(changed, options).problems());
    return new Checked(checked.parsed(), syntax ? tried : Revise.declared(dims(checked.parsed().file()), tried),
        checked.lowered());
  }

  private static Checked checkOnce(Source source, ProgramLowering.Options options) {
    Parsed parsed = Parser.parse(source);
    if (!parsed.problems().isEmpty()) {
      return new Checked(parsed, parsed.problems(), Optional.empty());
    }
    ProgramLowering.Result result = ProgramLowering.lower(parsed.file(), options);
    return new Checked(parsed, result.problems(), result.lowered());
  }

  private static List<Span> dims(File file) {
    return file.declarations().stream().filter(d -> d instanceof Declaration.Dim)
        .map(d -> ((Declaration.Dim) d).nameSpan()).toList();
  }

  /** Graphs to a program that runs. Each function is compiled for itself, when it is first asked for anything. */
  public static Program compile(Lowered lowered, Backend.Options options) {
    return new Program(lowered.name(), lowered.layout(), lowered.functions()
        .map(graph -> new DeferredFunction(() -> Backend.compile(simplified(graph), lowered.layout(), options))),
        TrainingChecksum.of(lowered));
  }

  /** A graph that computes less, as it is read best. */
  public static Graph readable(Graph graph) {
    return runner(graph, Watch.NONE).runUntilStable(Pipelines.SIMPLIFY, graph);
  }

  /** A graph as it is planned: simplified, and made ready for kernels. */
  public static Graph simplified(Graph graph) {
    return simplified(graph, Watch.NONE);
  }

  /** The same, with somebody to watch the passes. */
  public static Graph simplified(Graph graph, Watch watch) {
    PassRunner runner = runner(graph, watch);
    return runner.run(Pipelines.FINISH, runner.runUntilStable(Pipelines.SIMPLIFY, graph));
  }

  /** What comes in is verified too, so that no pass is blamed for it. */
  private static PassRunner runner(Graph graph, Watch watch) {
    PassRunner runner = new PassRunner(watch);
    runner.verify("lowering", () -> Verifier.problems(graph), () -> GraphPrinter.print(graph));
    return runner;
  }
}
