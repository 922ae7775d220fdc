/**
 * What replicas on different nodes say to each other, over TCP: {@link
 * io.tukki.persistence.transport.TcpTransport} implements the port {@link
 * io.tukki.persistence.replication.Transport} with Pekko Streams.
 *
 * <p>Each node keeps a connection to each other node that it knows, and speaks on it for all logs;
 * what comes back on it is only the answer to the handshake and signs of life. Rules of replication
 * are not here: anything may be dropped, and is dropped before anything is unbounded.
 *
 * <p>Three parts. The wire: {@link io.tukki.persistence.transport.Handshake}, {@link
 * io.tukki.persistence.transport.MessageCodec}, {@link io.tukki.persistence.transport.FrameParser}
 * know neither threads nor sockets. What waits: {@link io.tukki.persistence.transport.Outbox},
 * which any thread may fill and one connection empties. Connections: {@link
 * io.tukki.persistence.transport.Link} dials, breaks and dials again; the two stages run where the
 * entities run, since each change of pools is a thread to wake.
 *
 * <p>Start reading at {@link io.tukki.persistence.transport.TcpTransport}; the wire format is drawn
 * in {@link io.tukki.persistence.transport.Frames}. Why it is as it is: {@code
 * docs/decisions/0007-replication-transport.md}.
 */
@NullMarked
package io.tukki.persistence.transport;

import org.jspecify.annotations.NullMarked;
