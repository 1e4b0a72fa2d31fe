package adjoint.runtime.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.runtime.UserProblem;
import adjoint.runtime.text.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets to ask a server, and what those hear who watch it. */
class AccessTest {

  private static final String EXAMPLE = "{\"x\": [1, 2.5]}";

  @TempDir
  private Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Json> lines = Collections.synchronizedList(new ArrayList<>());

  private static Server start(Access access) {
    return Server.start(Doubling.model(frame -> {}), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new Limits(1 << 20, 1 << 12, 40, 60), access, new Json.Members(Map.of("model", new Json.Text("Doubling"))), 1,
        Optional.of((request, weights) -> List.of("once ", "more").iterator()));
  }

  private HttpResponse<String> send(Server server, Route route, String... headers) {
    return client.sendAsync(
        request("http", server, route.path(), route == Route.PREDICT || route == Route.GENERATE ? EXAMPLE : "",
            headers),
        BodyHandlers.ofString()).join();
  }

  private static HttpRequest request(String scheme, Server server, String path, String body, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + server.address().getPort() + path));
    if (headers.length > 0) {
      builder.headers(headers);
    }
    return (body.isEmpty() ? builder : builder.POST(BodyPublishers.ofString(body))).build();
  }

  private ApiKeys keys() throws IOException {
    return ApiKeys.read(Files.writeString(folder.resolve("keys"), "# of two clients\nfirst\n\n second \n"));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsLockedNeedsOneOfTheKeys(Route route) throws IOException {
    try (Server server = start(new Access(keys(), Optional.empty(), line -> {}, 0))) {
      assertThat(send(server, route, "Authorization", "Bearer first").statusCode()).isEqualTo(200);
      assertThat(send(server, route, "X-Api-Key", "second").statusCode()).isEqualTo(200);
      for (String wrong : List.of("", "firs", "# of two clients", "first\tsecond")) {
        HttpResponse<String> response = send(server, route, "X-Api-Key", wrong);
        assertThat(response.statusCode()).as(wrong).isEqualTo(route.isLocked() ? 401 : 200);
        assertThat(response.headers().firstValue("WWW-Authenticate").isPresent()).isEqualTo(route.isLocked());
      }
    }
  }

  @Test
  void aPageIsShownToBrowsersAndKnowsNothingOfTheModel() throws IOException {
    try (Server server = start(new Access(keys(), Optional.empty(), line -> {}, 0))) {
      HttpResponse<String> page = send(server, Route.ABOUT, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
      assertThat(page.body()).startsWith("<!doctype html>").doesNotContain("Doubling");
      assertThat(send(server, Route.ABOUT, "Accept", "*/*", "X-Api-Key", "first").body())
          .isEqualTo("{\"model\":\"Doubling\"}");
    }
  }

  @Test
  void keysThatCantBeReadAreTold() throws IOException {
    Path none = Files.writeString(folder.resolve("none"), "# later\n");
    assertThatThrownBy(() -> ApiKeys.read(none)).isInstanceOf(UserProblem.class).hasMessageContaining("holds no keys");
    assertThatThrownBy(() -> ApiKeys.read(folder.resolve("absent"))).isInstanceOf(UserProblem.class)
        .hasMessageContaining("can't be read");
    assertThatThrownBy(() -> KeyStores.read(none, Optional.empty())).isInstanceOf(UserProblem.class)
        .hasMessageContaining("can't be read");
  }

  @Test
  void metricsCountWhatWasAnswered() {
    try (Server server = start(Access.OPEN)) {
      send(server, Route.PREDICT);
      send(server, Route.PREDICT);
      client.sendAsync(request("http", server, "/nothing", ""), BodyHandlers.ofString()).join();
      HttpResponse<String> metrics = send(server, Route.METRICS);

      assertThat(metrics.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
      assertThat(metrics.body().lines()).contains("adjoint_model_info{model=\"Doubling\"} 1",
          "adjoint_requests_total{path=\"/predict\",status=\"200\"} 2",
          "adjoint_requests_total{path=\"other\",status=\"404\"} 1", "adjoint_predict_seconds_count 2",
          "adjoint_predict_seconds_bucket{le=\"+Inf\"} 2", "adjoint_examples_total 2", "adjoint_batches_total 2");
      Pattern line = Pattern.compile("# (HELP|TYPE) \\w+ .+|\\w+(\\{\\w+=\"[^\"]*\"(,\\w+=\"[^\"]*\")*})? [-+.\\dE]+");
      assertThat(metrics.body().lines()).allMatch(each -> line.matcher(each).matches());
    }
  }

  @Test
  void theInterfaceIsToldToTools() throws Json.Malformed, IOException {
    try (Server server = start(new Access(keys(), Optional.empty(), line -> {}, 0))) {
      Json api = Json.read(send(server, Route.OPENAPI, "X-Api-Key", "first").body());

      assertThat(api.get("info").orElseThrow().get("title")).contains(new Json.Text("Doubling"));
      Json.Members paths = (Json.Members) api.get("paths").orElseThrow();
      for (Route route : Route.values()) {
        assertThat(paths.members()).containsKey(route.path());
      }
      assertThat(paths.write()).contains("\"x\":{\"title\":\"Pair\",\"type\":\"array\",\"items\":{\"type\":\"number\"},"
          + "\"minItems\":2,\"maxItems\":2}");
      assertThat(api.get("security")).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc-1", "7f/2=:+_."})
  void aRequestKeepsItsNameInAnswerAndLog(String id) {
    try (Server server = start(new Access(ApiKeys.NONE, Optional.empty(), lines::add, 0))) {
      assertThat(send(server, Route.PREDICT, "X-Request-Id", id).headers().firstValue("X-Request-Id")).contains(id);
      assertThat(lines.get(0).get("id")).contains(new Json.Text(id));
      assertThat(lines.get(0).get("path")).contains(new Json.Text("/predict"));
      assertThat(lines.get(0).get("status")).contains(Json.number(200L));
      assertThat(send(server, Route.GENERATE, "X-Request-Id", id).headers().firstValue("X-Request-Id")).contains(id);
      HttpResponse<String> unnamed = send(server, Route.READY, "X-Request-Id", "a \"b\"");
      assertThat(unnamed.headers().firstValue("X-Request-Id").orElse("")).matches("[0-9a-f]{16}");
    }
  }

  /** Who sends requests here has the time to hear of it. */
  @Test
  void aServerThatIsToStopSaysSoBeforeItDoes() throws Exception {
    Server server = start(new Access(ApiKeys.NONE, Optional.empty(), line -> {}, 600));
    assertThat(send(server, Route.READY).body()).isEqualTo("{\"status\":\"ready\"}");

    Thread stop = new Thread(server::close);
    stop.start();
    while (send(server, Route.READY).statusCode() == 200) {
      Thread.sleep(5);
    }
    assertThat(send(server, Route.READY).statusCode()).isEqualTo(503);
    assertThat(send(server, Route.PREDICT).statusCode()).isEqualTo(200);
    stop.interrupt();
    stop.join();
    assertThatThrownBy(() -> new Socket("localhost", server.address().getPort()).close())
        .isInstanceOf(IOException.class);
  }

  /** Requests and answers longer than a record of TLS, several over a connection, and clients that speak no TLS. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void connectionsAreEncryptedByAKeyStore(String protocol) throws Exception {
    Path password = Files.writeString(folder.resolve("password"), "secret of ours\n");
    Path store = keyStore("secret of ours");
    SSLContext context = KeyStores.read(store, Optional.of(password));
    try (Server server = start(new Access(ApiKeys.NONE, Optional.of(context), line -> {}, 0))) {
      HttpClient secure = HttpClient.newBuilder().sslContext(trusting(store))
          .sslParameters(new SSLParameters(null, new String[]{protocol})).build();
      for (int count : List.of(1, 4000, 2)) {
        String body = "[" + "[1, 2.5],".repeat(count - 1) + "[1, 2.5]]";
        HttpResponse<String> response = secure.sendAsync(request("https", server, "/predict", body),
            BodyHandlers.ofString()).join();
        assertThat(response.sslSession().orElseThrow().getProtocol()).isEqualTo(protocol);
        assertThat(response.body()).isEqualTo("[" + "{\"y\":[2,5]},".repeat(count - 1) + "{\"y\":[2,5]}]");
      }
      try (Socket plain = new Socket("localhost", server.address().getPort())) {
        plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(plain.getInputStream().readAllBytes()).isEmpty();
      }
    }
  }

  private Path keyStore(String password) throws IOException, InterruptedException {
    Path store = folder.resolve("server.p12");
    Process made = new ProcessBuilder(System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-keyalg", "EC",
        "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", password, "-alias", "server", "-dname",
        "CN=localhost", "-ext", "san=dns:localhost").inheritIO().start();
    assertThat(made.waitFor()).isZero();
    return store;
  }

  private static SSLContext trusting(Path store) throws Exception {
    KeyStore known = KeyStore.getInstance(store.toFile(), "secret of ours".toCharArray());
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("server", known.getCertificate("server"));
    TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
