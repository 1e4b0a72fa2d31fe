import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Loads the server in a model's jar: more and more clients, then well-behaved ones beside others that send nonsense, too much,
 * or hardly anything. Says requests a second, latencies, statuses, and the most memory that the server ever held.
 * `java Load.java digits.jar [WIDTH OF AN EXAMPLE]`.
 */
final class Load {

  private static final long SECONDS = 5;

  private static final Map<String, Integer> PROBLEMS = new ConcurrentHashMap<>();

  private Load() {}

  public static void main(String[] words) throws Exception {
    int width = words.length > 1 ? Integer.parseInt(words[1]) : 64;
    Process server = new ProcessBuilder("java", "-Xmx64m", "-jar", words[0], "serve", "--port", "0", "--timeout", "3")
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (BufferedReader said = new BufferedReader(new InputStreamReader(server.getInputStream(),
        StandardCharsets.UTF_8))) {
      URI uri = URI.create(said.readLine().replaceAll(".* (http://\\S+);.*", "$1"));
      String example = "[" + IntStream.range(0, width).mapToObj(i -> Integer.toString(i % 17))
          .collect(Collectors.joining(",")) + "]";
      String one = "[" + example + "]";
      System.out.printf("%-34s %10s %9s %9s   %s%n", "", "a second", "p50, ms", "p99, ms", "statuses");
      for (int clients : new int[]{1, 16, 64, 256}) {
        print(clients + " clients", wellBehaved(uri, one, clients), server);
      }
      String eight = "[" + String.join(",", Arrays.asList(example, example, example, example, example, example, example,
          example)) + "]";
      print("64 clients, 8 examples each", wellBehaved(uri, eight, 64), server);
      beside("16 beside 16 that send nonsense", uri, one, () -> flood(uri, "{\"x\": [1, "), server);
      beside("16 beside 16 that send 2 MB", uri, one, () -> flood(uri, "1".repeat(2 << 20)), server);
      beside("16 beside 200 that drip", uri, one, () -> drip(uri), server);
    } finally {
      PROBLEMS.forEach((problem, count) -> System.out.println(count + " times " + problem));
      server.destroy();
    }
  }

  private record Figures(long count, double[] millis, Map<Integer, Integer> statuses) {}

  private static Figures wellBehaved(URI uri, String body, int clients) throws InterruptedException {
    List<Double> all = new ArrayList<>();
    Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build();
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      threads.add(Thread.ofPlatform().start(() -> {
        List<Double> own = new ArrayList<>();
        while (System.nanoTime() < end) {
          long start = System.nanoTime();
          statuses.merge(status(client, request), 1, Integer::sum);
          own.add((System.nanoTime() - start) / 1e6);
        }
        synchronized (all) {
          all.addAll(own);
        }
      }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return new Figures(all.size(), all.stream().mapToDouble(Double::doubleValue).sorted().toArray(),
        new TreeMap<>(statuses));
  }

  private static int status(HttpClient client, HttpRequest request) {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      return response.statusCode();
    } catch (IOException | InterruptedException e) {
      PROBLEMS.merge(e.toString(), 1, Integer::sum);
      return -1;
    }
  }

  private static void beside(String name, URI uri, String body, Runnable others, Process server) throws Exception {
    Thread bad = Thread.ofPlatform().daemon().start(others);
    print(name, wellBehaved(uri, body, 16), server);
    bad.join();
  }

  private static void flood(URI uri, String body) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build();
    long end = System.nanoTime() + SECONDS * 1_000_000_000L;
    AtomicInteger count = new AtomicInteger();
    List<Thread> threads = IntStream.range(0, 16).mapToObj(i -> Thread.ofPlatform().start(() -> {
      while (System.nanoTime() < end) {
        status(client, request);
        count.incrementAndGet();
      }
    })).toList();
    threads.forEach(Load::join);
  }

  /** Connections that send a byte twice a second. */
  private static void drip(URI uri) {
    List<Thread> threads = IntStream.range(0, 200).mapToObj(i -> Thread.ofVirtual().start(() -> {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
        OutputStream out = socket.getOutputStream();
        out.write("POST /predict HTTP/1.1\r\nHost: a\r\nContent-Length: 10000\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        for (int beat = 0; beat < 2 * SECONDS; beat++) {
          out.write(' ');
          Thread.sleep(500);
        }
      } catch (IOException | InterruptedException e) {
        return; // it was hung up on, as it should be
      }
    })).toList();
    threads.forEach(Load::join);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void print(String name, Figures figures, Process server) throws IOException {
    double[] millis = figures.millis();
    System.out.printf("%-34s %10d %9.1f %9.1f   %s, at most %d MB resident%n", name, figures.count() / SECONDS,
        millis[millis.length / 2], millis[(int) (millis.length * 0.99)], figures.statuses(), resident(server));
  }

  private static long resident(Process server) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + server.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmHWM")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst().orElse(0);
  }
}
