package adjoint.repl.cli;

import adjoint.repl.machine.HotSpotDirectives;
import adjoint.repl.machine.Machine;
import adjoint.repl.report.Console;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** `nn doctor`: what this machine offers and what Adjoint makes of it. */
@Command(
    name = "doctor",
    description = "Say what this machine offers, and why scalar code runs if it does.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

  private final Console console;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    var machine = Machine.probe();
    line("Java", "%s, %s", System.getProperty("java.runtime.version"), System.getProperty("java.vendor"));
    line("at", "%s", System.getProperty("java.home"));
    line("system", "%s %s", System.getProperty("os.name"), System.getProperty("os.arch"));
    line("cores", "%d", Runtime.getRuntime().availableProcessors());
    line("memory", "%,d MiB at most for the heap", Runtime.getRuntime().maxMemory() >> 20);
    line("vector module", "%s", machine.vectorModule() ? "present" : "missing");
    machine.bits().ifPresent(bits -> line("vectors", "%d bits: %d lanes of f32", bits, bits / 32));
    line("fused multiply-add", "%s, %.1f ns in a chain", machine.fusedMultiplyAdd() ? "in hardware" : "emulated",
        machine.fmaNanos());
    line("HotSpot", "%s", HotSpotDirectives.apply()
        ? "compiles kernels at once"
        : "compiles kernels as it does other code: full speed comes later");
    line("kernels", "%s", whyScalar(machine).map(why -> "scalar code, because " + why).orElse("vector code"));
    return ExitCode.OK;
  }

  static Optional<String> whyScalar(Machine machine) {
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

  private void line(String what, String format, Object... arguments) {
    console.out().printf("%-20s%s%n", what, format.formatted(arguments));
  }
}
