/**
 * Sounds out of their files: decoded, brought to a rate, and taken apart into frequencies, mel bands and cepstral coefficients.
 */
package adjoint.runtime.sound;
