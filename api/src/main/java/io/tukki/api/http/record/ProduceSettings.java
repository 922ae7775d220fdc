package io.tukki.api.http.record;

import java.time.Duration;

/**
 * Bounds of storing records.
 *
 * @param record of one record
 * @param maxRecords in one JSON document
 * @param chunkBytes how much of an upload is parsed and stored at a time, at about which it is held
 *     back
 * @param maxLineBytes of one line of an upload
 * @param maxBatchBytes what a batch grows to, within its topic's bound
 * @param timeout how long an append may take where the client does not say
 * @param maxTimeout what the client may say
 * @param heartbeat how often an upload's answer says that it lives
 */
public record ProduceSettings(
    RecordLimits record,
    int maxRecords,
    int chunkBytes,
    int maxLineBytes,
    int maxBatchBytes,
    Duration timeout,
    Duration maxTimeout,
    Duration heartbeat) {}
