package adjoint.runtime.serve;

import adjoint.runtime.UserProblem;
import adjoint.runtime.model.Weights;
import adjoint.runtime.text.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.Semaphore;

/**
 * An answer that is told part by part, as chunks of plain text. What goes wrong before the first part is told as ever; after it
 * the connection ends without a last chunk. Parts of several answers are made in turns.
 */
final class Told {

  private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Connection connection;
  private final Semaphore turns;
  private final String id;
  private int status = 200;
  private boolean begun;

  /**
   * @param turns the parts that may be made at a time
   * @param id of the request
   */
  Told(Connection connection, Semaphore turns, String id) {
    this.connection = connection;
    this.turns = turns;
    this.id = id;
  }

  /** Tells an answer; its status. */
  int answer(Telling telling, Weights weights, WebRequest request, Listener listener, Limits limits) {
    boolean last = !request.keepAlive();
    try {
      try {
        tell(parts(telling, weights, request), last, listener);
      } catch (Refused refused) {
        last = true;
        refuse(refused);
      } catch (UserProblem problem) {
        last = true;
        refuse(Refused.of(422, problem.code(), problem.getMessage()));
      } catch (RuntimeException | Error e) {
        last = true;
        refuse(Refused.of(500, "a bug in Adjoint, or no memory: " + e));
      }
      listener.release(connection);
      if (!last && !listener.isStopping()) {
        listener.giveBack(connection);
        return status;
      }
    } catch (IOException e) {
      connection.close(); // the client went away
    }
    listener.release(connection);
    connection.end(limits.body());
    listener.forget(connection);
    return status;
  }

  private Iterator<String> parts(Telling telling, Weights weights, WebRequest request) throws Refused {
    turns.acquireUninterruptibly();
    try {
      return telling.tell(Json.read(new String(request.body(), StandardCharsets.UTF_8)), weights);
    } catch (Json.Malformed e) {
      throw Refused.of(400, "the body isn't JSON: it has " + e.getMessage());
    } finally {
      turns.release();
    }
  }

  private void tell(Iterator<String> parts, boolean last, Listener listener) throws IOException {
    while (parts.hasNext() && !listener.isStopping()) {
      turns.acquireUninterruptibly();
      String part;
      try {
        part = parts.next();
      } finally {
        turns.release();
      }
      if (!begun) {
        connection.write(ByteBuffer.wrap(Response.told(id, last)));
        begun = true;
      }
      chunk(part);
      connection.goesOn();
    }
    connection.write(ByteBuffer.wrap(LAST));
  }

  private void chunk(String part) throws IOException {
    byte[] text = part.getBytes(StandardCharsets.UTF_8);
    if (text.length > 0) { // a chunk without bytes is the last
      byte[] size = (Integer.toHexString(text.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      connection.write(ByteBuffer.allocate(size.length + text.length + 2).put(size).put(text).put((byte) '\r')
          .put((byte) '\n').flip());
    }
  }

  private void refuse(Refused refused) throws IOException {
    status = refused.status();
    if (!begun) {
      connection.write(Response.of(refused).with(RequestId.HEADER, id).bytes(true, true));
    }
  }
}
