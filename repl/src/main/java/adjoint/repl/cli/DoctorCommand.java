package adjoint.repl.cli;

import adjoint.repl.machine.HotSpotDirectives;
import adjoint.repl.machine.Machine;
import adjoint.repl.report.Console;
import adjoint.runtime.program.VectorModule;
import java.util.Optional;
import picocli.CommandLine.Command;

/** `nn doctor`: what this machine offers and what Adjoint makes of it. */
@Command(description = "Say what this machine offers, and why scalar code runs if it does.")
final class DoctorCommand implements CliCommand {

  @Override
  public int run(Console console) {
    var machine = Machine.probe();
    line(console, "Java", "%s, %s", System.getProperty("java.runtime.version"), System.getProperty("java.vendor"));
    line(console, "at", "%s", System.getProperty("java.home"));
    line(console, "system", "%s %s", System.getProperty("os.name"), System.getProperty("os.arch"));
    line(console, "cores", "%d", Runtime.getRuntime().availableProcessors());
    line(console, "memory", "%,d MiB at most for the heap", Runtime.getRuntime().maxMemory() >> 20);
    line(console, "vector module", "%s", machine.vectorModule() ? "present" : "missing");
    machine.bits().ifPresent(bits -> line(console, "vectors", "%d bits: %d lanes of f32", bits, bits / 32));
    line(console, "fused multiply-add", "%s, %.1f ns in a chain",
        machine.fusedMultiplyAdd() ? "in hardware" : "emulated",
        machine.fmaNanos());
    line(console, "HotSpot", "%s", HotSpotDirectives.apply()
        ? "compiles kernels at once"
        : "compiles kernels as it does other code: full speed comes later");
    line(console, "kernels", "%s", whyScalar(machine).map(why -> "scalar code, because " + why).orElse("vector code"));
    return ExitCode.OK;
  }

  static Optional<String> whyScalar(Machine machine) {
    if (VectorModule.isSwitchedOff()) {
      return Optional.of("Java was started with -Dadjoint.vectors=off");
    }
    if (!machine.vectorModule()) {
      return Optional
          .of("this Java gives us no Vector API: it lacks jdk.incubator.vector, or wasn't started by nn");
    }
    if (machine.bits().orElse(0) < 128) {
      return Optional.of("this processor has no vectors of 128 bits or more that Java knows");
    }
    if (!machine.optimizingCompiler()) {
      return Optional.of("HotSpot's optimizing compiler is off (-Xint or -XX:TieredStopAtLevel)");
    }
    return machine.fusedMultiplyAdd()
        ? Optional.empty()
        : Optional.of("fused multiply-add is emulated here; the bits stay the same, the speed does not");
  }

  private static void line(Console console, String what, String format, Object... arguments) {
    console.out().printf("%-20s%s%n", what, format.formatted(arguments));
  }
}
