/** Words of messages. */
package adjoint.runtime.text;
