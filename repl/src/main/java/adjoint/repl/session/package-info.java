/**
 * A session: entries in, values out, without a terminal. Begin at {@link adjoint.repl.session.Session}, which answers an entry;
 * {@link adjoint.repl.session.State} is all that it knows, immutable, so that an entry that goes wrong changes nothing;
 * {@link adjoint.repl.session.Redeclaration} says what of it outlives a new declaration. An entry's graph is compiled and
 * run by {@link adjoint.repl.session.CompiledEntry}, and its {@link adjoint.repl.session.TensorValue}s become text in
 * {@link adjoint.repl.session.ShowValue}.
 */
package adjoint.repl.session;
