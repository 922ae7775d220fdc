package io.tukki.actors.partition.remote;

/** What {@link WireSerializer} writes. */
public sealed interface WireMessage
    permits ToServer, ToClient.Reply, ToClient.More, ToClient.Whereabouts {}
