package adjoint.runtime.serve;

import adjoint.runtime.data.SequenceBatch;
import adjoint.runtime.text.Json;
import java.util.concurrent.CompletableFuture;

/**
 * Examples of one request that wait to be run.
 *
 * @param reals for each port, inputs then outputs, the REAL values of these examples; the outputs' are filled in
 * @param texts the texts and other sequences of these examples
 * @param answers of a model whose results have lengths of their own, an example each; else none
 * @param done completed with this job once they are
 */
record Job(int examples, float[][] reals, int[][] ints, SequenceBatch texts, Json[] answers,
    CompletableFuture<Job> done) {}
