/**
 * Graph → Plan. {@link adjoint.compiler.plan.Planner} takes a graph through these, each a function of what comes before:
 *
 * <ol>
 *   <li>{@code DropUnitAxes} drops axes of size 1, {@code Routine} gives a scan's carry one memory;
 *   <li>for each level ({@code PlanBlock}): passes over its definitions ({@code UnrollWindows}, {@code InlineCheap},
 *       {@code HoistInvariants}, …) write expressions where they are best computed; {@code ContractionForm} recognises
 *       contractions; {@code Grouping} decides what shares a kernel and notes why not; {@code Schedule} orders the
 *       kernels; {@code Registers} and {@code Assignments} decide what reaches memory and what is written in place;
 *   <li>{@code Memory} places what is left in as few slots as live at once; {@code Views} takes divisions out of
 *       reads.
 * </ol>
 *
 * <p>The passes are listed in {@link adjoint.compiler.Pipelines}. {@link adjoint.compiler.plan.PlanPrinter} prints a plan,
 * {@link adjoint.compiler.plan.PlanVerifier} checks one.
 */
package adjoint.compiler.plan;
