/**
 * How fast kernels are, and how fast the machine would let them be: {@link adjoint.compiler.measure.Roofline} is measured by
 * kernels that do nothing but compute or move numbers, {@link adjoint.compiler.measure.KernelTimes} are those of a function.
 */
package adjoint.compiler.measure;
