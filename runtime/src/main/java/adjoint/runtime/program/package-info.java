/** The contract between generated code and what runs it: functions, their frames, where tensors lie, threads, draws. */
package adjoint.runtime.program;
