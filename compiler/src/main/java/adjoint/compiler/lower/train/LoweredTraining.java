package adjoint.compiler.lower.train;

import adjoint.compiler.graph.Graph;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.recipe.Recipe;

/** A `train` block as graphs, and what the runtime needs to know beside them. */
public record LoweredTraining(TrainingFunctions<Graph> functions, Recipe recipe) {}
