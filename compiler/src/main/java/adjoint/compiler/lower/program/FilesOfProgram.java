package adjoint.compiler.lower.program;

import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.runtime.data.FileArrays;
import adjoint.runtime.program.Layout;
import adjoint.runtime.recipe.Counted;
import adjoint.runtime.recipe.FileArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a program has from files besides examples.
 *
 * @param directory in which their paths begin
 * @param replaced files elsewhere, by name
 * @param counted the dims whose sizes files say
 */
public record FilesOfProgram(Path directory, Map<String, String> replaced, List<FileArray> arrays,
    List<Counted> counted) {

  static FilesOfProgram of(ProgramScope program) {
    return new FilesOfProgram(program.facts.directory(), program.facts.replaced(),
        program.arrays.values().stream().map(ProgramScope.Loaded::file).toList(),
        List.copyOf(program.counted.values()));
  }

  /** Reads the arrays into a store. */
  public void load(Layout layout, float[] store) {
    FileArrays.load(arrays, directory, replaced, layout, store);
  }
}
