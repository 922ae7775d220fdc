package io.tukki.streams.producer;

import java.util.OptionalLong;

/**
 * Where a record went.
 *
 * @param offset empty with {@code acks = none}, and in the rare case that a batch was found to be
 *     stored by an attempt so long ago that its place is no longer remembered
 * @param timestampMs the record's, or the leader's where the topic is stamped with append time
 */
public record RecordMetadata(String topic, int partition, OptionalLong offset, long timestampMs) {}
