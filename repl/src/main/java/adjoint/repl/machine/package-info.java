/**
 * What this machine and its Java offer ({@link adjoint.repl.machine.Machine}), and how HotSpot is told to compile kernels
 * ({@link adjoint.repl.machine.HotSpotDirectives}).
 */
package adjoint.repl.machine;
