package adjoint.runtime.serve;

import adjoint.runtime.data.TextBatch;
import java.util.concurrent.CompletableFuture;

/**
 * Examples of one request that wait to be run.
 *
 * @param reals for each port, inputs then outputs, the REAL values of these examples; the outputs' are filled in
 * @param texts the texts of these examples
 * @param done completed with this job once they are
 */
record Job(int examples, float[][] reals, int[][] ints, TextBatch texts, CompletableFuture<Job> done) {}
