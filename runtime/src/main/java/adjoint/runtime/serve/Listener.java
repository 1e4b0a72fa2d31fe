package adjoint.runtime.serve;

import adjoint.runtime.serve.Connection.Phase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;

/**
 * Accepts connections and reads requests, all on one thread: a client that sends slowly, or nothing, takes no thread and
 * only a connection, of which there are so many in all and half as many for a client. Where there are no more, the one that
 * has been without an answer under way for longest gives way.
 */
final class Listener implements Runnable {

  /** Headers come at once, but over a bad line. */
  private static final int HEAD_SECONDS = 3;
  /** As for headers, with the round trips of TLS before them. */
  private static final int HANDSHAKE_SECONDS = 15;
  private static final int IDLE_SECONDS = 60;
  /** What a client that was about to ask when the server stops has left for it. */
  private static final double LAST_SECONDS = 0.3;
  private static final int TICK_MILLIS = 100;
  private static final ByteBuffer CONTINUE =
      ByteBuffer.wrap("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();

  private final ServerSocketChannel door;
  private final Selector selector;
  private final Limits limits;
  private final Optional<SSLContext> tls;
  private final Semaphore room;
  private final BiConsumer<Connection, WebRequest> answer;
  private final BiConsumer<Connection, Refused> refuse;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Queue<Connection> returned = new ConcurrentLinkedQueue<>();
  private final List<Runnable> ready = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
  private volatile long stopping = Long.MAX_VALUE;

  /**
   * @param tls by which connections are encrypted
   * @param room the bytes that bodies may still take
   * @param answer takes a request, whose connection comes back by {@link #giveBack} or is closed
   * @param refuse takes a request that is refused, whose connection is closed
   */
  Listener(InetSocketAddress address, Limits limits, Optional<SSLContext> tls, Semaphore room,
      BiConsumer<Connection, WebRequest> answer, BiConsumer<Connection, Refused> refuse) throws IOException {
    this.limits = limits;
    this.tls = tls;
    this.room = room;
    this.answer = answer;
    this.refuse = refuse;
    this.selector = Selector.open();
    this.door = ServerSocketChannel.open();
    try {
      door.bind(address, limits.connections());
      door.configureBlocking(false);
      door.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException | RuntimeException e) {
      door.close();
      selector.close();
      throw e;
    }
  }

  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) door.getLocalAddress();
  }

  @Override
  public void run() {
    try {
      while (!isDone()) {
        selector.select(TICK_MILLIS);
        register();
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isValid() && key.isAcceptable()) {
            accept();
          } else if (key.isValid()) {
            read(key, (Connection) key.attachment());
          }
        }
        selector.selectedKeys().clear();
        selector.selectNow(); // cancelled keys let go of their channels
        ready.forEach(Runnable::run);
        ready.clear();
        endLate();
      }
      selector.close();
    } catch (IOException | RuntimeException e) {
      connections.forEach(this::drop);
    }
  }

  /** Whether all that was asked before the stop has been answered. */
  private boolean isDone() throws IOException {
    if (stopping == Long.MAX_VALUE) {
      return false;
    }
    if (door.isOpen()) {
      accept();
      door.close();
    }
    return connections.isEmpty();
  }

  /** Lets nobody in any more; whoever has asked is answered. */
  void stop() {
    stopping = System.nanoTime();
    selector.wakeup();
  }

  /** Takes a connection back that may be asked again. */
  void giveBack(Connection connection) {
    returned.add(connection);
    selector.wakeup();
  }

  /** Forgets a connection that a speaker has closed. */
  void forget(Connection connection) {
    connections.remove(connection);
    release(connection);
    selector.wakeup();
  }

  int connections() {
    return connections.size();
  }

  boolean isStopping() {
    return stopping != Long.MAX_VALUE;
  }

  private void register() {
    for (Connection c = returned.poll(); c != null; c = returned.poll()) {
      try {
        c.channel().configureBlocking(false);
        SelectionKey key = c.channel().register(selector, SelectionKey.OP_READ, c);
        c.become(c.reader().hasBegun() ? Phase.READING : Phase.IDLE);
        advance(key, c); // the next request may have come with the last
      } catch (IOException e) {
        drop(c);
      }
    }
  }

  private void accept() {
    try {
      for (SocketChannel channel = door.accept(); channel != null; channel = door.accept()) {
        Connection connection = new Connection(channel, tls, limits.body());
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        if (makeRoom(connection)) {
          connections.add(connection);
          channel.register(selector, SelectionKey.OP_READ, connection);
        } else {
          tell(connection, Refused.busy("too many connections are being answered"));
          connection.close();
        }
      }
    } catch (IOException e) {
      return; // the client went away at once, or there are no more descriptors: others may still be let in
    }
  }

  /** Whether there is a place for a further connection, for which another may have had to go. */
  private boolean makeRoom(Connection next) {
    List<Connection> own = connections.stream().filter(c -> c.client().equals(next.client())).toList();
    boolean fits = own.size() < Math.max(1, limits.connections() / 2) || evict(own);
    return fits && (connections.size() < limits.connections() || evict(connections));
  }

  private boolean evict(Iterable<Connection> among) {
    Optional<Connection> oldest = Optional.empty();
    for (Connection c : among) {
      if (c.phase() != Phase.ANSWERING && (oldest.isEmpty() || c.since() < oldest.get().since())) {
        oldest = Optional.of(c);
      }
    }
    oldest.ifPresent(this::drop);
    return oldest.isPresent();
  }

  private void read(SelectionKey key, Connection connection) {
    try {
      buffer.clear();
      int count = connection.wire().read(buffer);
      if (count < 0) {
        drop(connection);
      }
      if (count <= 0) {
        return; // of a handshake, or a part of a record
      }
      connection.reader().take(buffer.flip());
      connection.become(Phase.READING);
      advance(key, connection);
    } catch (IOException e) {
      drop(connection);
    }
  }

  /** Goes on with what has come: headers, a place for the body, the body. */
  private void advance(SelectionKey key, Connection connection) throws IOException {
    try {
      RequestReader reader = connection.reader();
      boolean fresh = reader.announced().isEmpty();
      reader.readHead();
      if (fresh && reader.announced().isPresent()) {
        reserve(connection, reader.announced().get());
        if (reader.awaitsLeave()) {
          connection.wire().write(CONTINUE.duplicate());
        }
      }
      Optional<WebRequest> request = reader.next();
      request.ifPresent(r -> hand(key, connection, () -> answer.accept(connection, r)));
    } catch (Refused refused) {
      hand(key, connection, () -> refuse.accept(connection, refused));
    }
  }

  private void reserve(Connection connection, int bytes) throws Refused {
    if (!room.tryAcquire(bytes)) {
      throw Refused.busy("too many requests are being read");
    }
    connection.reserve(bytes);
  }

  /** The place of a body is free again. */
  void release(Connection connection) {
    room.release(connection.released());
  }

  /** Speakers read and write blocking, which a channel can only do that isn't selected from. */
  private void hand(SelectionKey key, Connection connection, Runnable work) {
    connection.become(Phase.ANSWERING);
    key.cancel();
    ready.add(() -> {
      try {
        connection.channel().configureBlocking(true);
        work.run();
      } catch (IOException e) {
        drop(connection);
      }
    });
  }

  /** Ends what has taken too long: slow bodies are told. */
  private void endLate() {
    long now = System.nanoTime();
    for (Connection c : connections) {
      double seconds = (now - c.since()) / 1e9;
      boolean isBody = c.phase() == Phase.READING && c.reader().announced().isPresent();
      if (seconds < allowed(c, isBody, now)) {
        continue;
      }
      if (isBody) {
        tell(c, Refused.of(408, "the body came too slowly: " + limits.seconds() + " seconds are allowed"));
      }
      drop(c);
    }
  }

  /** Tells without waiting: those who are slow mustn't keep the speakers busy. */
  private static void tell(Connection connection, Refused refused) {
    try {
      connection.wire().write(Response.of(refused).bytes(true, true));
    } catch (IOException e) {
      return; // it has gone away
    }
  }

  private double allowed(Connection c, boolean isBody, long now) {
    if (isStopping() && c.phase() == Phase.IDLE) {
      return (now - stopping) / 1e9 < LAST_SECONDS ? Double.POSITIVE_INFINITY : 0;
    }
    return switch (c.phase()) {
      case IDLE -> c.asked() ? IDLE_SECONDS : tls.isPresent() ? HANDSHAKE_SECONDS : HEAD_SECONDS;
      case READING -> isBody ? limits.seconds() : Math.min(HEAD_SECONDS, limits.seconds());
      case ANSWERING -> 2.0 * limits.seconds() + 2;
    };
  }

  private void drop(Connection connection) {
    connection.close();
    forget(connection);
  }

  /** All of them, at once. */
  void dropAll() {
    connections.forEach(this::drop);
  }

}
