package io.tukki.clusterconfig.cli.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How records are sent.
 *
 * @param acks {@code 0}, {@code 1} or {@code all}
 * @param compression a codec's name or {@code none}; empty leaves it to the topic
 * @param batchRecords a request carries at most so many records
 * @param batchBytes and, of more than one record, at most so many bytes
 * @param patience how long a node that asks to slow down is asked again
 */
public record UploadSettings(
    String acks,
    Optional<String> compression,
    int batchRecords,
    int batchBytes,
    Duration patience) {}
