/**
 * The `nn` command line and its prompt. {@link adjoint.repl.Main} is the door: it starts the process and hands the words to
 * the command line. The rooms, each of which uses only those above it:
 *
 * <ul>
 * <li>{@code problem}: what can be wrong with what was asked for, and how a bug of ours is kept;
 * <li>{@code report}: where words go, and texts that commands and the prompt share;
 * <li>{@code machine}: what this machine and its Java offer;
 * <li>{@code session}: what is declared, bound and stored at the prompt, and the values of entries;
 * <li>{@code plot}: values as pictures of characters;
 * <li>{@code command}: the prompt's commands;
 * <li>{@code terminal}: the prompt on a terminal, or fed by a script;
 * <li>{@code cli}: the commands of `nn`, one class each;
 * <li>{@code start}: what the launcher runs after a build, so that later starts are fast.
 * </ul>
 */
package adjoint.repl;
