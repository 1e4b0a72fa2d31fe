package adjoint.runtime.serve;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.model.Model;
import adjoint.runtime.predict.OutputJson;
import adjoint.runtime.program.OpenSizes;
import adjoint.runtime.text.Json;
import adjoint.runtime.text.Words;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers requests by a model over HTTP/1.1, with limits: {@link Route} says what it can be asked. A {@link Listener} reads
 * requests, threads of the server's answer them.
 */
public final class Server implements AutoCloseable {

  /** The threads that answer; most of them wait for the model. */
  private static final int SPEAKERS = 256;

  /** Of the memory that Java may use, the part that bodies may take. */
  private static final int SHARE = 16;

  private final Model model;
  private final Limits limits;
  private final Access access;
  private final Json about;
  private final Batcher batcher;
  private final Question question;
  private final OutputJson outputs;
  private final Listener listener;
  private final InetSocketAddress address;
  private final Thread listening;
  private final ThreadPoolExecutor speakers;
  private final Optional<Telling> telling;
  private final Semaphore telled;
  private final AtomicLong requests = new AtomicLong();
  private final Metrics metrics = new Metrics();
  private volatile boolean ready = true;

  private Server(Model model, InetSocketAddress address, Limits limits, Access access, Json about, int threads,
      Optional<Telling> telling) throws IOException {
    this.model = model;
    this.telling = telling;
    this.telled = new Semaphore(threads, true);
    this.limits = limits;
    this.access = access;
    this.about = about;
    this.batcher = new Batcher(model, limits.queue());
    this.question = new Question(model);
    this.outputs = new OutputJson(model.description(), model.names());
    this.speakers = new ThreadPoolExecutor(SPEAKERS, SPEAKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
        work -> daemon(work, "adjoint-http"));
    speakers.allowCoreThreadTimeOut(true);
    Semaphore room = new Semaphore((int) Math.min(Integer.MAX_VALUE,
        Math.max(limits.body(), Runtime.getRuntime().maxMemory() / SHARE)));
    this.listener =
        new Listener(address, limits, access.tls(), room, (c, request) -> speakers.execute(() -> answer(c, request)),
            (c, refused) -> speakers.execute(() -> refuse(c, refused)));
    this.address = listener.address();
    this.listening = daemon(listener, "adjoint-listener");
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Starts one.
   *
   * @param about what `GET /` says
   * @param threads that compute
   * @param telling what answers part by part, where something does
   * @throws UserProblem where the address is taken, or isn't this machine's
   */
  public static Server start(Model model, InetSocketAddress address, Limits limits, Access access, Json about,
      int threads, Optional<Telling> telling) {
    try {
      Server server = new Server(model, address, limits, access, about, threads, telling);
      server.batcher.start(threads);
      server.listening.start();
      return server;
    } catch (IOException | RuntimeException e) {
      throw UserProblem.of(RuntimeProblem.CANNOT_LISTEN, "can't listen at " + address.getHostString() + ":"
          + address.getPort() + ": " + e.getMessage())
          .hint("--port 0 takes a free port, --host is a name or an address of this machine");
    }
  }

  public InetSocketAddress address() {
    return address;
  }

  private void answer(Connection connection, WebRequest request) {
    long start = System.nanoTime();
    requests.incrementAndGet();
    String id = RequestId.of(request);
    if (isTold(request)) {
      int status =
          new Told(connection, telled, id).answer(telling.orElseThrow(), model.weights(), request, listener, limits);
      note(connection, request.method(), request.path(), status, id, System.nanoTime() - start);
      return;
    }
    Response response = response(request).with(RequestId.HEADER, id);
    listener.release(connection);
    note(connection, request.method(), request.path(), response.status(), id, System.nanoTime() - start);
    boolean last = !request.keepAlive() || response.status() == 500 || listener.isStopping();
    try {
      connection.write(response.bytes(!request.method().equals("HEAD"), last));
      if (!last) {
        listener.giveBack(connection);
        return;
      }
    } catch (IOException e) {
      connection.close(); // the client went away
    }
    connection.end(limits.body());
    listener.forget(connection);
  }

  private Response response(WebRequest request) {
    try {
      return route(request);
    } catch (Refused refused) {
      return Response.of(refused);
    } catch (RuntimeException | Error e) {
      return Response.of(Refused.of(500, "a bug in Adjoint, or no memory: " + e));
    }
  }

  /** Counts an answer and tells the log of it. */
  private void note(Connection connection, String method, String path, int status, String id, long took) {
    metrics.answered(Route.at(path).map(Route::path).orElse("other"), status, took);
    Map<String, Json> line = new LinkedHashMap<>();
    line.put("time", new Json.Text(Instant.now().toString()));
    line.put("id", new Json.Text(id));
    line.put("client", new Json.Text(connection.client().getHostAddress()));
    line.put("method", new Json.Text(method));
    line.put("path", new Json.Text(path));
    line.put("status", Json.number((long) status));
    line.put("ms", Json.number(took / 1000 / 1e3));
    access.log().accept(new Json.Members(line));
  }

  private void refuse(Connection connection, Refused refused) {
    String id = RequestId.fresh();
    Response response = Response.of(refused).with(RequestId.HEADER, id);
    requests.incrementAndGet();
    note(connection, "", "", response.status(), id, 0);
    listener.release(connection);
    try {
      connection.write(response.bytes(true, true));
    } catch (IOException e) {
      connection.close();
    }
    connection.end(4 * limits.body()); // what is left of the body isn't waited for long
    listener.forget(connection);
  }

  /** Whether the answer comes part by part. */
  private boolean isTold(WebRequest request) {
    return telling.isPresent() && request.path().equals(Route.GENERATE.path()) && request.method().equals("POST")
        && access.keys().admit(request);
  }

  private Response route(WebRequest request) throws Refused {
    Route route = Route.at(request.path()).filter(r -> r != Route.GENERATE || telling.isPresent())
        .orElseThrow(() -> Route.unknown(request.path(), telling.isPresent()));
    route.require(request.method());
    boolean page = route == Route.ABOUT && request.header("accept").orElse("").contains("text/html");
    if (route.isLocked() && !page) {
      access.keys().require(request);
    }
    switch (route) {
      case PREDICT :
        return Response.of(predict(request));
      case ABOUT :
        return page ? Page.response() : Response.of(about).with("Vary", "Accept");
      case OPENAPI :
        return Response.json(OpenApi.of(model, !access.keys().digests().isEmpty(), telling.isPresent()));
      case METRICS :
        return metrics.response(model.description().signature().name(), batcher, listener.connections());
      case HEALTH :
        return Response.of(health());
      case READY :
        return readiness();
      case GENERATE :
        break; // it's told, not answered
    }
    throw new IllegalStateException(route.path());
  }

  private Response readiness() throws Refused {
    if (!ready) {
      throw Refused.of(503, "the server is about to stop");
    }
    return Response.of(new Json.Members(Map.of("status", new Json.Text("ready"))));
  }

  private Json predict(WebRequest request) throws Refused {
    Question.Asked asked = question.read(new String(request.body(), StandardCharsets.UTF_8));
    Job job = asked.job();
    if (job.examples() > limits.queue()) {
      throw Refused.of(413, Words.count(job.examples(), "example") + " are too many for one request: "
          + Words.count(limits.queue()) + " may wait");
    }
    if (!batcher.offer(job)) {
      throw Refused.busy("too many examples are waiting");
    }
    await(job);
    metrics.predicted(job.examples());
    List<Json> answers = new ArrayList<>();
    int first = model.description().inputs().size();
    for (int i = 0; i < job.examples(); i++) {
      answers.add(job.answers().length > 0
          ? job.answers()[i]
          : outputs.of(job.reals(), job.ints(), first, i, OpenSizes.NONE));
    }
    return asked.several() ? new Json.Array(answers) : answers.get(0);
  }

  private void await(Job job) throws Refused {
    try {
      job.done().get(limits.seconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | InterruptedException e) {
      throw Refused.of(503, "the answer takes too long");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UserProblem problem) {
        throw Refused.of(422, problem.code(), problem.getMessage());
      }
      throw Refused.of(500, "a bug in Adjoint, or no memory: " + e.getCause());
    }
  }

  private Json health() {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("status", new Json.Text("ok"));
    members.put("requests", Json.number(requests.get()));
    members.put("waiting", Json.number((long) batcher.waiting()));
    members.put("batches", Json.number(batcher.batches()));
    members.put("largest_batch", Json.number((long) batcher.largest()));
    return new Json.Members(members);
  }

  /**
   * Stops it: who watches it is told first, so that no more requests are sent here; then nobody is let in any more, and who has
   * asked is answered, as long as a request may take. Whoever interrupts this is in a hurry: the first wait that they meet
   * ends, the other is kept.
   */
  @Override
  public void close() {
    ready = false;
    boolean hurried = isInterruptedIn(() -> TimeUnit.SECONDS.sleep(access.drain()));
    listener.stop();
    hurried |= isInterruptedIn(() -> listening.join(1000L * limits.seconds() + 1000));
    listener.dropAll();
    batcher.close();
    speakers.shutdownNow();
    if (hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Wait {
    void await() throws InterruptedException;
  }

  private static boolean isInterruptedIn(Wait wait) {
    try {
      wait.await();
      return false;
    } catch (InterruptedException e) {
      return true; // and the flag is down again: the next wait isn't cut short by this
    }
  }
}
