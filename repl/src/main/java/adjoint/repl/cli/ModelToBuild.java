package adjoint.repl.cli;

import adjoint.compiler.Network;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.pack.ModelJar;
import adjoint.compiler.pack.Names;
import adjoint.compiler.pack.Packaging;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.report.Console;
import adjoint.runtime.CliProblem;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.weights.ElementType;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A model that goes into a jar.
 *
 * @param chosen its name in the file
 * @param weights a file; empty for a model that has none
 */
record ModelToBuild(ProgramOptions program, Lowered lowered, String chosen, Names names, Optional<Path> weights) {

  /** The only one of a jar. */
  static ModelToBuild alone(ProgramOptions program, WeightOptions weights, Optional<String> model,
      Optional<String> name) {
    var lowered = program.lower(weights);
    var chosen = Packaging.model(lowered, model);
    return of(program, weights, lowered, chosen, Names.of(chosen, name));
  }

  /** One of several of a jar, whose package it has. */
  static ModelToBuild of(ProgramOptions program, WeightOptions weights, String jar) {
    var lowered = program.lower(weights);
    var chosen = Packaging.model(lowered, Optional.empty());
    return of(program, weights, lowered, chosen, Names.in(jar, chosen));
  }

  private static ModelToBuild of(ProgramOptions program, WeightOptions weights, Lowered lowered, String chosen,
      Names names) {
    if (!names.isValid()) {
      throw new CommandFailure(CliProblem.BAD_VALUE, "--name " + names.type() + " can't be the name of a class in Java",
          Optional.of("help: write it as in com.acme.Digits"));
    }
    return new ModelToBuild(program, lowered, chosen, names, weights.given(lowered.name(), lowered.layout()));
  }

  /** Refuses models that a command line couldn't tell apart. */
  static void requireDifferent(List<ModelToBuild> models) {
    var words = new HashSet<String>();
    for (var each : models) {
      if (!words.add(each.chosen().toLowerCase(Locale.ROOT))) {
        throw new CommandFailure(CliProblem.BAD_VALUE, "two models are called " + each.chosen(),
            Optional.of("help: call one of them otherwise in its file"));
      }
    }
  }

  ModelJar.Contents contents(ElementType type, boolean trainable) {
    if (trainable && lowered.training().isEmpty()) {
      throw UserProblem.of(RuntimeProblem.NO_RECIPE, program.file() + " has no train block");
    }
    return Network.packaging(lowered).as(type).contents(Optional.of(chosen), weights, names, trainable);
  }

  /** Says what it costs to hold weights in fewer bits. */
  void tellCost(WeightType type, Console console) {
    if (lowered.training().isPresent()) {
      weights.ifPresent(from -> new NarrowedScores(program, lowered, from, type).tell(console));
    }
  }
}
