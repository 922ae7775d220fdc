package io.tukki.persistence.transport;

/**
 * What the transport has done since it started, for metrics.
 *
 * @param bytesSent of frames handed to sockets, likewise {@code bytesReceived}
 * @param framesSent messages, shipments and their parts
 * @param messagesDropped for want of room, address or connection
 * @param shipmentsDropped likewise
 * @param connects dialled connections that were welcomed
 * @param breaks of connections that had been welcomed, dialled or accepted
 */
public record TransportStats(
    long bytesSent,
    long framesSent,
    long bytesReceived,
    long framesReceived,
    long messagesDropped,
    long shipmentsDropped,
    long connects,
    long breaks) {}
