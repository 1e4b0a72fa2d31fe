package adjoint.runtime.train;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.weights.AtomicFile;
import adjoint.runtime.weights.RunFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a run is written. */
record RunFolder(Path path) {

  /** The next free `runs/<model>/<n>`, made. */
  static RunFolder next(String model) {
    Path runs = Path.of("runs", model);
    for (int n = 1;; n++) {
      try {
        Files.createDirectories(runs);
        return new RunFolder(Files.createDirectory(runs.resolve(Integer.toString(n)))).probed();
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(runs)) {
          throw AtomicFile.unwritable(runs, e);
        }
      } catch (IOException e) {
        throw AtomicFile.unwritable(runs.resolve(Integer.toString(n)), e);
      }
    }
  }

  /** A folder that the user named; one that holds a run is refused, so that no weights are lost. */
  static RunFolder named(Path path) {
    RunFolder folder = new RunFolder(path);
    if (Stream.of(RunFiles.BEST, RunFiles.LAST, RunFiles.METRICS).anyMatch(f -> Files.exists(path.resolve(f)))) {
      throw UserProblem.of(RuntimeProblem.OUTPUT_DIRECTORY, path + " already holds a run")
          .hint((Files.exists(folder.last()) ? "go on with it: --resume " + path + ", or " : "")
              + "write elsewhere: --out DIR");
    }
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw AtomicFile.unwritable(path, e);
    }
    return folder.probed();
  }

  /** The folder of a run to go on with; its `last.safetensors` may be named, too. */
  static RunFolder existing(Path path) {
    Path folder = path.getFileName() != null && path.getFileName().toString().equals(RunFiles.LAST)
        ? Optional.ofNullable(path.getParent()).orElse(Path.of("."))
        : path;
    if (!Files.exists(folder.resolve(RunFiles.LAST))) {
      throw UserProblem.of(RuntimeProblem.NOTHING_TO_RESUME, Files.exists(folder)
          ? folder + " holds no " + RunFiles.LAST + " to go on with"
          : "there is no run " + folder);
    }
    return new RunFolder(folder);
  }

  /** Finds out before hours of training whether anything can be written at the end of them. */
  RunFolder probed() {
    Path probe = path.resolve(".probe");
    AtomicFile.write(probe, "");
    try {
      Files.delete(probe);
    } catch (IOException e) {
      throw AtomicFile.unwritable(probe, e);
    }
    return this;
  }

  Path best() {
    return path.resolve(RunFiles.BEST);
  }

  Path last() {
    return path.resolve(RunFiles.LAST);
  }

  Path metrics() {
    return path.resolve(RunFiles.METRICS);
  }
}
