package io.tukki.core.group;

/**
 * Who a member says it is, and where it called from: for people who look at the group.
 *
 * @param id what the client calls itself; may be empty
 */
public record Client(String id, String host) {}
