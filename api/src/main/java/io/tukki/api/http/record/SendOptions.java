package io.tukki.api.http.record;

import io.tukki.core.partition.Acks;
import io.tukki.core.record.Compression;
import java.time.Duration;

/** How a request wants its records stored. */
record SendOptions(Acks acks, Compression compression, Duration timeout) {}
