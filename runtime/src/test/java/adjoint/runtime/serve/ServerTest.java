package adjoint.runtime.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import adjoint.runtime.model.Model;
import adjoint.runtime.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients may do to a server, and what it answers. */
class ServerTest {

  private static final Limits LIMITS = new Limits(1000, 4, 40, 1);

  private final HttpClient client = HttpClient.newHttpClient();

  private static Server start(Model model, Limits limits) {
    return Server.start(model, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), limits,
        Access.OPEN, new Json.Members(Map.of("model", new Json.Text("Doubling"))), 1, Optional.empty());
  }

  private static Server doubling() {
    return start(Doubling.model(frame -> {}), LIMITS);
  }

  private static HttpRequest request(Server server, String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.address().getPort() + path))
        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build();
  }

  private HttpResponse<String> send(Server server, String method, String path, String body) {
    return client.sendAsync(request(server, method, path, body), BodyHandlers.ofString()).join();
  }

  @Test
  void answersOneExampleOrSeveral() {
    try (Server server = doubling()) {
      assertThat(send(server, "POST", "/predict", "{\"x\": [1, 2.5]}").body()).isEqualTo("{\"y\":[2,5]}");
      assertThat(send(server, "POST", "/predict", "[{\"x\": [1, 2]}, [3, 4]]").body())
          .isEqualTo("[{\"y\":[2,4]},{\"y\":[6,8]}]");
      assertThat(send(server, "GET", "/", "").body()).isEqualTo("{\"model\":\"Doubling\"}");
      assertThat(send(server, "GET", "/health", "").body()).startsWith("{\"status\":\"ok\",\"requests\":4,");
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "400 | {\"x\": [1, 2 | the body isn't JSON: it has an end too early at character 11",
    "400 | nonsense | the body isn't JSON: it has no value at character 0",
    "422 | [] | the array holds no examples",
    "422 | {\"x\": [1]} | the example: x has 1 number, but [Pair=2] is 2",
    "422 | {\"x\": [1, \"a\"]} | the example: x holds \\\"a\\\", not a number",
    "422 | {\"x\": [1, 1e999]} | the example: x holds 1e999, not a finite number",
    "422 | {\"x\": [1, null]} | the example: x is missing",
    "422 | {\"y\": [1, 2]} | the example has no member x",
    "422 | [{\"x\": [1, 2]}, {\"x\": [1, 2], \"z\": 0}] | example 1 has a member \\\"z\\\", which the model doesn't take",
    "422 | 7 | the example: x has 1 number"})
  void whatIsMalformedIsTold(int status, String body, String message) {
    try (Server server = doubling()) {
      HttpResponse<String> response = send(server, "POST", "/predict", body);

      assertThat(response.statusCode()).isEqualTo(status);
      assertThat(response.body()).startsWith("{\"error\":{").contains("\"message\":\"" + message);
      assertThat(send(server, "POST", "/predict", "{\"x\": [1, 2]}").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void otherPathsAndMethodsAreTold() {
    try (Server server = doubling()) {
      assertThat(send(server, "GET", "/nothing", "").statusCode()).isEqualTo(404);
      assertThat(send(server, "GET", "/predict", "").statusCode()).isEqualTo(405);
      assertThat(send(server, "GET", "/predict", "").headers().firstValue("Allow")).contains("POST");
      assertThat(send(server, "POST", "/health", "{}").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void headIsAnsweredWithoutABody() throws IOException {
    try (Server server = doubling(); Socket socket = connected(server)) {
      assertThat(send(server, "HEAD", "/health", "").statusCode()).isEqualTo(200);
      assertThat(send(server, "HEAD", "/predict", "").statusCode()).isEqualTo(405);
      assertThat(send(server, "POST", "/health", "{}").headers().firstValue("Allow")).contains("GET, HEAD");
      write(socket, "HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n");
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Length: ").endsWith("\r\n\r\n");
    }
  }

  private static Socket connected(Server server) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Neither clients that never finish their headers, nor those that ask nothing, keep others out. */
  @ParameterizedTest
  @ValueSource(
      strings = {"POST /predict HTTP/1.1\r\nHost: ", "", "POST /predict HTTP/1.1\r\nContent-Length: 9\r\n\r\n{"})
  void manyWhoAskNothingKeepNobodyOut(String begun) throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try (Server server = doubling()) {
      for (int i = 0; i < 300; i++) {
        sockets.add(connected(server));
        write(sockets.get(i), begun);
        if (i % 50 == 49) {
          HttpClient fresh = HttpClient.newHttpClient();
          assertThat(fresh.sendAsync(request(server, "POST", "/predict", "{\"x\": [1, 2]}"), BodyHandlers.ofString())
              .join().statusCode()).isEqualTo(200);
        }
      }
      sockets.get(0).setSoTimeout(5000);
      assertThat(ended(sockets.get(0))).as("the oldest has given way").isTrue();
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static boolean ended(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void moreExamplesThanMayWaitAreTooManyForARequest() {
    try (Server server = doubling()) {
      HttpResponse<String> response = send(server, "POST", "/predict", "[" + "[1, 2], ".repeat(4) + "[3, 4]]");
      assertThat(response.statusCode()).isEqualTo(413);
      assertThat(response.body()).contains("5 examples are too many for one request: 4 may wait");
      assertThat(send(server, "POST", "/predict", "[[1, 2], [3, 4], [5, 6], [7, 8]]").statusCode()).isEqualTo(200);
    }
  }

  /** Whoever has asked before the server stops gets an answer. */
  @Test
  void aServerThatStopsAnswersWhatItWasAsked() throws IOException, InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    Model slow = Doubling.model(frame -> {
      begun.countDown();
      sleep(30);
    });
    Server server = start(slow, new Limits(1000, 100, 200, 10));
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      clients.add(connected(server));
      write(clients.get(i), "POST /predict HTTP/1.1\r\nContent-Length: 13\r\n\r\n{\"x\": [1, 2]}");
    }
    begun.await();
    server.close();
    for (Socket each : clients) {
      assertThat(new String(each.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200 OK")
          .contains("Connection: close").endsWith("{\"y\":[2,4]}");
      each.close();
    }
    assertThat(catchThrowable(() -> connected(server).close())).as("nobody listens").isInstanceOf(IOException.class);
  }

  private static void sleep(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatIsTooLongIsRefusedWhetherItIsAnnouncedOrNot() {
    String body = "{\"x\": [" + " ".repeat(2000) + "1, 2]}";
    try (Server server = doubling()) {
      HttpRequest announced = request(server, "POST", "/predict", body);
      HttpRequest chunked = HttpRequest.newBuilder(announced.uri()).POST(BodyPublishers.fromPublisher(
          BodyPublishers.ofString(body))).build();
      for (HttpRequest each : List.of(announced, chunked)) {
        HttpResponse<String> response = client.sendAsync(each, BodyHandlers.ofString()).join();
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("the body is longer than 1000 bytes");
      }
    }
  }

  @Test
  void whoIsTooSlowIsToldOrLeft() throws IOException, InterruptedException {
    String head = "POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n";
    try (Server server = doubling();
        Socket drips = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      silent.getOutputStream().write(head.substring(0, 20).getBytes(StandardCharsets.UTF_8));
      OutputStream out = drips.getOutputStream();
      out.write(head.getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 15 && drips.getInputStream().available() == 0; i++) {
        out.write(' ');
        Thread.sleep(100);
      }
      assertThat(firstLine(drips.getInputStream())).startsWith("HTTP/1.1 408");
      silent.setSoTimeout(20_000);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThat(send(server, "POST", "/predict", "{\"x\": [1, 2]}").statusCode()).isEqualTo(200);
    }
  }

  private static String firstLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  @Test
  void moreThanMayWaitAreSentAway() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Model stuck = Doubling.model(frame -> {
      begun.countDown();
      await(end);
    });
    try (Server server = start(stuck, new Limits(1000, 4, 40, 60))) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      HttpRequest request = request(server, "POST", "/predict", "{\"x\": [1, 2]}");
      answers.add(client.sendAsync(request, BodyHandlers.ofString()));
      begun.await();
      for (int i = 0; i < 10; i++) {
        answers.add(client.sendAsync(request, BodyHandlers.ofString()));
      }
      while (answers.stream().filter(CompletableFuture::isDone).count() < 6) { // sent away, since four may wait
        Thread.sleep(5);
      }
      assertThat(send(server, "GET", "/health", "").body()).contains("\"status\":\"ok\"");
      end.countDown();
      List<Integer> statuses = answers.stream().map(a -> a.join().statusCode()).toList();
      assertThat(statuses).containsOnly(200, 503).filteredOn(s -> s == 503).hasSize(6);
      assertThat(answers.stream().map(CompletableFuture::join).filter(a -> a.statusCode() == 503))
          .allMatch(a -> a.headers().firstValue("Retry-After").isPresent());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aBugIsAnAnswerToo() {
    Model broken = Doubling.model(frame -> {
      throw new IllegalStateException("broken");
    });
    try (Server server = start(broken, LIMITS)) {
      HttpResponse<String> response = send(server, "POST", "/predict", "{\"x\": [1, 2]}");
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body()).contains("broken");
      assertThat(send(server, "GET", "/health", "").statusCode()).isEqualTo(200);
    }
  }
}
