package io.tukki.core.group;

/** Stands for whoever waits for an answer; only the shell that gave it out knows who that is. */
public record Ticket(long value) {}
