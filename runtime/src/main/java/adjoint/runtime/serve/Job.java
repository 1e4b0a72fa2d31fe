package adjoint.runtime.serve;

import java.util.concurrent.CompletableFuture;

/**
 * Examples of one request that wait to be run.
 *
 * @param reals for each port, inputs then outputs, the REAL values of these examples; the outputs' are filled in
 * @param done completed with this job once they are
 */
record Job(int examples, float[][] reals, int[][] ints, CompletableFuture<Job> done) {}
