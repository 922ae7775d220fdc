package io.tukki.chaos.load;

import io.tukki.chaos.history.HistoryLog;
import java.util.function.BooleanSupplier;

/**
 * What all clients of a run share.
 *
 * @param topic what they write to and read from
 * @param running clients go on while it says so
 */
public record LoadContext(
    String topic, Targets targets, Door door, HistoryLog history, BooleanSupplier running) {}
