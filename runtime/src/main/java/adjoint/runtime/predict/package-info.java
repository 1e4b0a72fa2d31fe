/** Predicting with trained weights: {@link adjoint.runtime.predict.Predictor}. */
package adjoint.runtime.predict;
