package io.tukki.api.http.record;

import java.time.Duration;

/**
 * Bounds of reading records.
 *
 * @param limit how many records an answer holds where the client does not say
 * @param maxLimit what the client may say
 * @param bytes how many bytes of a log are read for an answer where the client does not say
 * @param maxBytes what the client may say
 * @param maxAnswerBytes about how large an answer grows, since compressed records unfold and bytes
 *     swell in JSON; it holds at least one record
 * @param maxWait how long a client may wait for records to come
 */
public record ReadSettings(
    int limit, int maxLimit, int bytes, int maxBytes, int maxAnswerBytes, Duration maxWait) {}
