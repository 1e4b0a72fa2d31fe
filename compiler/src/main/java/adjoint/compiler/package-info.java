package adjoint.compiler;
