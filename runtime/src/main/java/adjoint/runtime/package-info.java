package adjoint.runtime;
