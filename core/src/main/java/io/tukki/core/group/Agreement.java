package io.tukki.core.group;

/**
 * What the members of a classic group have agreed to speak.
 *
 * @param type what it is about, "consumer" or "connect" for instance; stays when members go
 * @param protocol the way of assigning; empty where there are no members
 */
public record Agreement(String type, String protocol) {

  public static final Agreement NONE = new Agreement("", "");
}
