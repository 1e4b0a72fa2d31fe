package adjoint.runtime.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {

  private static final String THREE = "POST /predict?a=b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
      + "POST /predict HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\n"
      + "\r\nGET http://x/health HTTP/1.0\nConnection: Keep-Alive\n\nHEAD / HTTP/1.1\r\nconnection: close\r\n\r\n";

  private static List<String> read(RequestReader reader, String text) throws Refused {
    reader.take(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    List<String> requests = new ArrayList<>();
    Optional<WebRequest> next = Optional.empty();
    do {
      reader.readHead();
      next = reader.next();
      next.ifPresent(r -> requests.add(r.method() + " " + r.path() + " " + r.keepAlive() + " "
          + new String(r.body(), StandardCharsets.ISO_8859_1)));
    } while (next.isPresent());
    return requests;
  }

  /** Bytes come in whatever pieces. */
  @Test
  void requestsAreTheSameHoweverTheyAreCut() throws Refused {
    for (int first = 0; first <= THREE.length(); first++) {
      for (int second = first; second <= THREE.length(); second += 7) {
        RequestReader reader = new RequestReader(100);
        List<String> requests = new ArrayList<>(read(reader, THREE.substring(0, first)));
        requests.addAll(read(reader, THREE.substring(first, second)));
        requests.addAll(read(reader, THREE.substring(second)));
        assertThat(requests).as("cut at %d and %d", first, second).containsExactly("POST /predict true hello",
            "POST /predict true abc0123456789", "GET /health true ", "HEAD / false ");
        assertThat(reader.hasBegun()).isFalse();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"400 | nonsense~~", "400 | GET / HTTP/2~~", "400 | GET / HTTP/1.1~no colon~~",
    "400 | GET / HTTP/1.1~a b: c~~", "400 | POST / HTTP/1.1~Content-Length: -1~~",
    "400 | POST / HTTP/1.1~Content-Length: 1~Content-Length: 2~~",
    "400 | POST / HTTP/1.1~Content-Length: 1~Transfer-Encoding: chunked~~",
    "400 | POST / HTTP/1.1~Transfer-Encoding: gzip~~", "413 | POST / HTTP/1.1~Content-Length: 101~~",
    "413 | POST / HTTP/1.1~Transfer-Encoding: chunked~~65~", "400 | POST / HTTP/1.1~Transfer-Encoding: chunked~~x~"})
  void whatIsMalformedOrTooLongIsRefused(int status, String text) {
    Refused refused = catchThrowableOfType(Refused.class,
        () -> read(new RequestReader(100), text.replace("~", "\r\n")));
    assertThat(refused).as(text).isNotNull();
    assertThat(refused.status()).isEqualTo(status);
  }

  @Test
  void headersHaveAnEnd() {
    Refused refused = catchThrowableOfType(Refused.class,
        () -> read(new RequestReader(100), "GET / HTTP/1.1\r\n" + "a: b\r\n".repeat(10_000)));
    assertThat(refused.status()).isEqualTo(431);
  }
}
