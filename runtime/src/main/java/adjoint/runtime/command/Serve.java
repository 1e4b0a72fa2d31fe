package adjoint.runtime.command;

import adjoint.runtime.model.Model;
import adjoint.runtime.model.Weights;
import adjoint.runtime.serve.Access;
import adjoint.runtime.serve.ApiKeys;
import adjoint.runtime.serve.KeyStores;
import adjoint.runtime.serve.Limits;
import adjoint.runtime.serve.Server;
import adjoint.runtime.serve.Telling;
import adjoint.runtime.weights.Checkpoint;
import adjoint.runtime.weights.NotFinite;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Answers requests over HTTP until it is stopped. */
public final class Serve implements Command {

  private static final int HIGHEST_PORT = 65535;

  private final Optional<Telling> telling;

  public Serve() {
    this.telling = Optional.empty();
  }

  /** @param telling what answers part by part */
  public Serve(Telling telling) {
    this.telling = Optional.of(telling);
  }

  @Override
  public String parameter() {
    return "";
  }

  @Override
  public String words() {
    return "Answer requests over HTTP" + (telling.isPresent() ? ", write texts" : "")
        + ", and show a page to try the model.";
  }

  @Override
  public List<Option> options() {
    return List.of(new Option("--host", "ADDRESS", "Listen at this address of the machine, not at 127.0.0.1."),
        new Option("--port", "N", "Listen at this port, not at 8080; 0 takes a free one."),
        new Option("--max-body", "BYTES", "Refuse longer requests; 1048576 where nothing is said."),
        new Option("--queue", "N", "Let at most N examples wait; 1024 where nothing is said."),
        new Option("--connections", "N", "Keep at most N connections, half of them a client's; 1024 else."),
        new Option("--timeout", "SECONDS", "Give a request and its answer so long; 10 where nothing is said."),
        new Option("--drain", "SECONDS", "Say so at /ready for so long before stopping; 0 where nothing is said."),
        new Option("--log", "", "Write a line of JSON about each request to standard error."),
        new Option("--api-key-file", "PATH", "Let in only who shows one of the keys in this file, a line each."),
        new Option("--key-store", "PATH", "Encrypt by TLS, with the key and certificate in this PKCS #12 or JKS file."),
        new Option("--key-store-password-file", "PATH", "Its password is the first line of this file."),
        new Option("--threads", "N", "Compute on N threads, not on as many as there are cores."),
        new Option("--weights", "PATH", OptionTexts.WEIGHTS + "."));
  }

  @Override
  public int run(Arguments arguments, Shell shell) {
    String host = arguments.value("--host").orElse("127.0.0.1");
    InetSocketAddress address = new InetSocketAddress(host, arguments.number("--port", 8080, 0, HIGHEST_PORT));
    Limits limits = new Limits(arguments.number("--max-body", Limits.DEFAULT.body(), 1, 1 << 30),
        arguments.number("--queue", Limits.DEFAULT.queue(), 1, 1 << 30),
        arguments.number("--connections", Limits.DEFAULT.connections(), 2, 1 << 20),
        arguments.number("--timeout", Limits.DEFAULT.seconds(), 1, 3600));
    int threads = arguments.number("--threads", Runtime.getRuntime().availableProcessors(), 1, 1 << 10);
    Weights weights = shell.weights(arguments);
    NotFinite.in(shell.parts().description().layout(), weights.store(), Checkpoint.WEIGHTS)
        .ifPresent(shell.warnings());
    Model model = Model.of(shell.parts(), weights, shell);
    Access access = access(arguments, shell);
    Server server =
        Server.start(model, address, limits, access, Facts.of(model.description(), weights), threads, telling);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "adjoint-stop"));
    shell.noteScalar();
    shell.out().println(
        "serving " + model.description().signature().name() + " at " + (access.tls().isPresent() ? "https" : "http")
            + "://" + shown(server.address()) + "/predict; Ctrl-C ends it");
    shell.out().flush();
    try {
      new CountDownLatch(1).await(); // the shutdown hook ends it
    } catch (InterruptedException e) {
      server.close();
    }
    return 0;
  }

  private static Access access(Arguments arguments, Shell shell) {
    return new Access(arguments.path("--api-key-file").map(ApiKeys::read).orElse(ApiKeys.NONE),
        arguments.path("--key-store").map(file -> KeyStores.read(file, arguments.path("--key-store-password-file"))),
        arguments.has("--log") ? line -> shell.err().println(line.write()) : line -> {},
        arguments.number("--drain", 0, 0, 3600));
  }

  private static String shown(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
