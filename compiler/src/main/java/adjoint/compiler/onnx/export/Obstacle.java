package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Origin;

/** A place of a program that can't be said in ONNX, and why. */
public record Obstacle(Origin origin, String why) {}
