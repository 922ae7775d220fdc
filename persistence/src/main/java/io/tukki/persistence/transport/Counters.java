package io.tukki.persistence.transport;

import java.util.concurrent.atomic.LongAdder;

/** What {@link TransportStats} are read from. */
final class Counters {

  final LongAdder bytesSent = new LongAdder();
  final LongAdder framesSent = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
  final LongAdder framesReceived = new LongAdder();
  final LongAdder messagesDropped = new LongAdder();
  final LongAdder shipmentsDropped = new LongAdder();
  final LongAdder connects = new LongAdder();
  final LongAdder breaks = new LongAdder();

  TransportStats snapshot() {
    return new TransportStats(
        bytesSent.sum(),
        framesSent.sum(),
        bytesReceived.sum(),
        framesReceived.sum(),
        messagesDropped.sum(),
        shipmentsDropped.sum(),
        connects.sum(),
        breaks.sum());
  }
}
