package adjoint.repl;
