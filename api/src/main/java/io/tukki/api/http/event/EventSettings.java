package io.tukki.api.http.event;

import java.time.Duration;

/**
 * Bounds of streaming events.
 *
 * @param maxPartitions of one stream, since every event's id says where each of them stands
 * @param fetchBytes how much of a partition is read at a time
 * @param poll how long one fetch waits for records
 * @param heartbeat how often a silent stream says that it lives
 * @param retry what clients are told to wait before they connect again
 */
public record EventSettings(
    int maxPartitions, int fetchBytes, Duration poll, Duration heartbeat, Duration retry) {}
