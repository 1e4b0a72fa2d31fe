package adjoint.runtime.serve;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.model.Model;
import adjoint.runtime.predict.OutputJson;
import adjoint.runtime.text.Json;
import adjoint.runtime.text.Words;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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
 * Answers requests by a model over HTTP/1.1, with limits: `POST /predict`, `GET /health`, and `GET /` for what the model is. A
 * {@link Listener} reads requests, threads of the server's answer them.
 */
public final class Server implements AutoCloseable {

  /** The threads that answer; most of them wait for the model. */
  private static final int SPEAKERS = 256;

  /** Of the memory that Java may use, the part that bodies may take. */
  private static final int SHARE = 16;

  private final Model model;
  private final Limits limits;
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

  private Server(Model model, InetSocketAddress address, Limits limits, Json about, int threads,
      Optional<Telling> telling) throws IOException {
    this.model = model;
    this.telling = telling;
    this.telled = new Semaphore(threads, true);
    this.limits = limits;
    this.about = about;
    this.batcher = new Batcher(model, limits.queue());
    this.question = new Question(model);
    this.outputs = new OutputJson(model.description(), model.names());
    this.speakers = new ThreadPoolExecutor(SPEAKERS, SPEAKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
        work -> daemon(work, "adjoint-http"));
    speakers.allowCoreThreadTimeOut(true);
    Semaphore room = new Semaphore((int) Math.min(Integer.MAX_VALUE,
        Math.max(limits.body(), Runtime.getRuntime().maxMemory() / SHARE)));
    this.listener = new Listener(address, limits, room, (c, request) -> speakers.execute(() -> answer(c, request)),
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
  public static Server start(Model model, InetSocketAddress address, Limits limits, Json about, int threads,
      Optional<Telling> telling) {
    try {
      Server server = new Server(model, address, limits, about, threads, telling);
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
    requests.incrementAndGet();
    if (request.path().equals("/generate") && telling.isPresent() && request.method().equals("POST")) {
      Told.answer(telling.get(), model.weights(), request, connection, listener, telled, limits);
      return;
    }
    Response response;
    try {
      response = Response.of(route(request));
    } catch (Refused refused) {
      response = Response.of(refused);
    } catch (RuntimeException | Error e) {
      response = Response.of(Refused.of(500, "a bug in Adjoint, or no memory: " + e));
    }
    listener.release(connection);
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

  private void refuse(Connection connection, Refused refused) {
    requests.incrementAndGet();
    listener.release(connection);
    try {
      connection.write(Response.of(refused).bytes(true, true));
    } catch (IOException e) {
      connection.close();
    }
    connection.end(4 * limits.body()); // what is left of the body isn't waited for long
    listener.forget(connection);
  }

  private Json route(WebRequest request) throws Refused {
    switch (request.path()) {
      case "/predict" -> {
        require("POST", request);
        return predict(request);
      }
      case "/generate" -> throw telling.isPresent()
          ? Refused.of(405, request.path() + " takes POST").with("Allow", "POST")
          : Refused.of(404, "this model writes no texts: its file has no generate block");
      case "/health" -> {
        require("GET", request);
        return health();
      }
      case "/" -> {
        require("GET", request);
        return about;
      }
      default ->
        throw Refused.of(404, "there is nothing at " + request.path() + ": POST /predict, GET /health or GET /");
    }
  }

  private static void require(String method, WebRequest request) throws Refused {
    List<String> allowed = method.equals("GET") ? List.of("GET", "HEAD") : List.of(method);
    if (!allowed.contains(request.method())) {
      throw Refused.of(405, request.path() + " takes " + method).with("Allow", String.join(", ", allowed));
    }
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
    List<Json> answers = new ArrayList<>();
    int first = model.description().inputs().size();
    for (int i = 0; i < job.examples(); i++) {
      answers.add(outputs.of(job.reals(), job.ints(), first, i));
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

  /** Stops it: nobody is let in any more, and who has asked is answered, as long as a request may take. */
  @Override
  public void close() {
    listener.stop();
    try {
      listening.join(1000L * limits.seconds() + 1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listener.dropAll();
    batcher.close();
    speakers.shutdownNow();
  }
}
