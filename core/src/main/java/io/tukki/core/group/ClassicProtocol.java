package io.tukki.core.group;

/** A way of assigning that a member knows, and what it tells the leader in case it is chosen. */
public record ClassicProtocol(String name, Opaque metadata) {}
