package adjoint.compiler;

import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.Lowered;
import adjoint.compiler.lower.ProgramLowering;
import adjoint.compiler.optimize.Optimizer;
import adjoint.compiler.parse.Parsed;
import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Program;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    List<Diagnostic> tried = Help.tried(source, checked.problems(),
        changed -> syntax ? Parser.parse(changed).problems() : checkOnce(changed, options).problems());
    return new Checked(checked.parsed(), syntax ? tried : Help.declared(checked.parsed().file(), tried),
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

  /** Graphs to a program that runs. */
  public static Program compile(Lowered lowered, Backend.Options options) {
    Layout layout = lowered.layout();
    Map<String, CompiledFunction> models = new LinkedHashMap<>();
    lowered.models().forEach((name, graph) -> models.put(name, function(graph, layout, options)));
    CompiledFunction initialise = function(lowered.initialise(), layout, options);
    return new Program(lowered.name(), layout, initialise, models,
        lowered.training().map(training -> training(training, layout, options)));
  }

  private static Program.Training training(Lowered.Training training, Layout layout, Backend.Options options) {
    return new Program.Training(function(training.step(), layout, options),
        training.accumulate().map(graph -> function(graph, layout, options)),
        function(training.rows(), layout, options),
        function(training.reduce(), layout, options), training.metrics());
  }

  private static CompiledFunction function(Graph graph, Layout layout, Backend.Options options) {
    return Backend.compile(simplified(graph), layout, options);
  }

  /** A graph as it is planned: simplified, without stored tensors and settings that nothing reads any more. */
  public static Graph simplified(Graph graph) {
    return Unused.removeInputs(Optimizer.optimize(graph));
  }
}
