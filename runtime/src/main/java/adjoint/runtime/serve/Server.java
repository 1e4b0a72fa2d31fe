package adjoint.runtime.serve;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.model.Model;
import adjoint.runtime.predict.OutputJson;
import adjoint.runtime.text.Json;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers requests by a model: `POST /predict`, `GET /health`, and `GET /` for what the model is. The JDK's server, with limits.
 */
public final class Server implements AutoCloseable {

  /** The threads that speak with clients; most of them wait. */
  private static final int SPEAKERS = 256;
  private static final int BACKLOG = 512;

  private final Model model;
  private final Limits limits;
  private final Json about;
  private final Batcher batcher;
  private final Question question;
  private final Bodies bodies;
  private final OutputJson outputs;
  private final HttpServer http;
  private final ThreadPoolExecutor speakers;
  private final AtomicLong requests = new AtomicLong();

  private Server(Model model, Limits limits, Json about, HttpServer http) {
    this.model = model;
    this.limits = limits;
    this.about = about;
    this.http = http;
    this.batcher = new Batcher(model, limits.queue());
    this.question = new Question(model);
    this.bodies = new Bodies(limits);
    this.outputs = new OutputJson(model.description(), model.names());
    this.speakers = new ThreadPoolExecutor(SPEAKERS, SPEAKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
        work -> {
          Thread thread = new Thread(work, "adjoint-http");
          thread.setDaemon(true);
          return thread;
        });
    speakers.allowCoreThreadTimeOut(true);
  }

  /**
   * Starts one.
   *
   * @param about what `GET /` says
   * @param threads that compute
   * @throws UserProblem where the address is taken, or isn't this machine's
   */
  public static Server start(Model model, InetSocketAddress address, Limits limits, Json about, int threads) {
    // The JDK's server reads these when its first one is made.
    System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(limits.seconds() + 2));
    System.setProperty("sun.net.httpserver.maxRspTime", Integer.toString(2 * limits.seconds() + 2));
    System.setProperty("jdk.httpserver.maxConnections", Integer.toString(4 * SPEAKERS));
    System.setProperty("sun.net.httpserver.maxIdleConnections", Integer.toString(4 * SPEAKERS));
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.drainAmount", Long.toString(4L * limits.body()));
    try {
      Server server = new Server(model, limits, about, HttpServer.create(address, BACKLOG));
      server.batcher.start(threads);
      server.http.setExecutor(server.speakers);
      server.http.createContext("/", server::answer);
      server.http.start();
      return server;
    } catch (IOException e) {
      throw UserProblem.of(RuntimeProblem.CANNOT_LISTEN, "can't listen at " + address.getHostString() + ":"
          + address.getPort() + ": " + e.getMessage())
          .hint("--port 0 takes a free port, --host is a name or an address of this machine");
    }
  }

  public InetSocketAddress address() {
    return http.getAddress();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      int status = 200;
      Json body;
      try {
        body = route(exchange);
      } catch (Refused refused) {
        status = refused.status();
        body = error(refused);
      } catch (RuntimeException | Error e) {
        status = 500;
        body = error(Refused.of(status, "a bug in Adjoint, or no memory: " + e));
      }
      if (status != 200) {
        exchange.getResponseHeaders().set("Connection", "close"); // what is left of the body isn't waited for
      }
      send(exchange, status, body.write().getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] text) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1); // the JDK logs a warning where a length comes with HEAD
      return;
    }
    exchange.sendResponseHeaders(status, text.length);
    exchange.getResponseBody().write(text);
    exchange.getResponseBody().flush(); // closing waits for what is left of a slow request
  }

  private Json route(HttpExchange exchange) throws IOException, Refused {
    String path = exchange.getRequestURI().getPath();
    switch (path) {
      case "/predict" -> {
        require("POST", exchange);
        return predict(exchange);
      }
      case "/health" -> {
        require("GET", exchange);
        return health();
      }
      case "/" -> {
        require("GET", exchange);
        return about;
      }
      default -> throw Refused.of(404, "there is nothing at " + path + ": POST /predict, GET /health or GET /");
    }
  }

  private static void require(String method, HttpExchange exchange) throws Refused {
    List<String> allowed = method.equals("GET") ? List.of("GET", "HEAD") : List.of(method);
    if (!allowed.contains(exchange.getRequestMethod())) {
      exchange.getResponseHeaders().set("Allow", String.join(", ", allowed));
      throw Refused.of(405, exchange.getRequestURI().getPath() + " takes " + method);
    }
  }

  private Json predict(HttpExchange exchange) throws IOException, Refused {
    Question.Asked asked = bodies.read(exchange, question::read);
    Job job = asked.job();
    if (!batcher.offer(job)) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      throw Refused.of(503, "too many examples are waiting");
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

  private static Json error(Refused refused) {
    Map<String, Json> members = new LinkedHashMap<>();
    refused.code().ifPresent(code -> members.put("code", new Json.Text(code)));
    members.put("message", new Json.Text(refused.getMessage()));
    return new Json.Members(Map.of("error", new Json.Members(members)));
  }

  /** Stops it; who is being answered has a second left. */
  @Override
  public void close() {
    http.stop(1);
    batcher.close();
    speakers.shutdownNow();
  }
}
