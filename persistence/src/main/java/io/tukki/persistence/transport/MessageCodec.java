package io.tukki.persistence.transport;

import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.EpochTable;
import io.tukki.persistence.replication.replica.LogStart;
import io.tukki.persistence.replication.replica.LogSummary;
import io.tukki.persistence.replication.replica.Message;
import java.util.List;

/**
 * Messages as bytes: a tag, the epoch, then the fields in the order in which they are declared.
 * Numbers are varints. Entries are not here, their batches travel beside the message. What is
 * written changes only together with {@link Handshake#VERSION}.
 */
final class MessageCodec {

  private static final int PREPARE = 1;
  private static final int PROMISE = 2;
  private static final int FENCED = 3;
  private static final int FETCH = 4;
  private static final int ACCEPT = 5;
  private static final int PING = 6;
  private static final int REPORT = 7;
  private static final int FETCHED = 8;
  private static final int APPEND = 9;
  private static final int RETIRE = 10;
  private static final int RETIRED = 11;

  private static final int SPAN_LEAST_BYTES = 2;

  private static final List<Message.Standing> STANDINGS = List.of(Message.Standing.values());

  private MessageCodec() {}

  /**
   * @throws IllegalArgumentException if a bulk message carries entries, which have no bytes
   */
  static void write(Message message, WireWriter out) {
    switch (message) {
      case Message.Prepare(int epoch) -> begin(out, PREPARE, epoch);
      case Message.Promise(
              int epoch,
              long incarnation,
              int acceptedEpoch,
              LogSummary log,
              boolean suspect) ->
          writeSummary(
              begin(out, PROMISE, epoch)
                  .putVarint(incarnation)
                  .putVarint(acceptedEpoch)
                  .putBoolean(suspect),
              log);
      case Message.Fenced(int epoch) -> begin(out, FENCED, epoch);
      case Message.Fetch(int epoch, long incarnation, long fromOffset) ->
          begin(out, FETCH, epoch).putVarint(incarnation).putVarint(fromOffset);
      case Message.Accept(int epoch, long incarnation, LogSummary log) ->
          writeSummary(begin(out, ACCEPT, epoch).putVarint(incarnation), log);
      case Message.Ping(int epoch) -> begin(out, PING, epoch);
      case Message.Report report -> writeReport(report, out);
      case Message.Retire(int epoch, long incarnation, Configuration configuration) ->
          writeConfiguration(begin(out, RETIRE, epoch).putVarint(incarnation), configuration);
      case Message.Retired(int epoch, long incarnation, long generation) ->
          begin(out, RETIRED, epoch).putVarint(incarnation).putVarint(generation);
      case Message.Bulk bulk -> writeBulk(bulk, out);
    }
  }

  private static WireWriter begin(WireWriter out, int tag, int epoch) {
    return out.putByte(tag).putVarint(epoch);
  }

  private static void writeReport(Message.Report report, WireWriter out) {
    begin(out, REPORT, report.epoch())
        .putVarint(report.incarnation())
        .putByte(STANDINGS.indexOf(report.standing()))
        .putVarint(report.receivedEnd())
        .putVarint(report.durableEnd())
        .putBoolean(report.gap())
        .putVarint(report.stamp());
  }

  static void writeBulk(Message.Bulk bulk, WireWriter out) {
    switch (bulk) {
      case Message.Fetched fetched -> {
        refuseEntries(fetched.entries());
        begin(out, FETCHED, fetched.epoch())
            .putVarint(fetched.incarnation())
            .putVarint(fetched.fromOffset());
      }
      case Message.Append append -> {
        refuseEntries(append.entries());
        writeStart(
                begin(out, APPEND, append.epoch())
                    .putVarint(append.incarnation())
                    .putVarint(append.previousEpoch())
                    .putVarint(append.fromOffset())
                    .putVarint(append.highWatermark()),
                append.logStart())
            .putVarint(append.stamp());
      }
    }
  }

  private static void refuseEntries(List<?> entries) {
    if (!entries.isEmpty()) {
      throw new IllegalArgumentException("entries are sent as the bytes of their batches");
    }
  }

  private static WireWriter writeStart(WireWriter out, LogStart start) {
    return out.putVarint(start.offset()).putVarint(start.ordinal());
  }

  private static void writeSummary(WireWriter out, LogSummary log) {
    writeStart(out, log.start()).putVarint(log.endOffset());
    List<EpochTable.Span> spans = log.epochs().spans();
    out.putVarint(spans.size());
    spans.forEach(span -> out.putVarint(span.epoch()).putVarint(span.startOffset()));
    writeConfiguration(out, log.base());
    writeConfiguration(out, log.latest());
  }

  private static void writeConfiguration(WireWriter out, Configuration configuration) {
    out.putVarint(configuration.generation());
    for (var group :
        List.of(configuration.voters(), configuration.incoming(), configuration.learners())) {
      out.putVarint(group.size());
      group.forEach(out::putReplica);
    }
  }

  /**
   * @throws ProtocolException if the bytes are no message
   */
  static Message read(WireReader in) {
    int tag = in.getByte();
    int epoch = in.getSmallVarint();
    return switch (tag) {
      case PREPARE -> new Message.Prepare(epoch);
      case PROMISE -> readPromise(epoch, in);
      case FENCED -> new Message.Fenced(epoch);
      case FETCH -> new Message.Fetch(epoch, in.getVarint(), in.getVarint());
      case ACCEPT -> new Message.Accept(epoch, in.getVarint(), readSummary(in));
      case PING -> new Message.Ping(epoch);
      case REPORT -> readReport(epoch, in);
      case FETCHED -> new Message.Fetched(epoch, in.getVarint(), in.getVarint(), List.of());
      case APPEND -> readAppend(epoch, in);
      case RETIRE -> new Message.Retire(epoch, in.getVarint(), readConfiguration(in));
      case RETIRED -> new Message.Retired(epoch, in.getVarint(), in.getVarint());
      default -> throw new ProtocolException("no message has tag " + tag);
    };
  }

  static Message.Bulk readBulk(WireReader in) {
    if (read(in) instanceof Message.Bulk bulk) {
      return bulk;
    }
    throw new ProtocolException("a message that never carries batches leads some");
  }

  private static Message.Promise readPromise(int epoch, WireReader in) {
    long incarnation = in.getVarint();
    int acceptedEpoch = in.getSmallVarint();
    boolean suspect = in.getBoolean();
    return new Message.Promise(epoch, incarnation, acceptedEpoch, readSummary(in), suspect);
  }

  private static Message.Report readReport(int epoch, WireReader in) {
    long incarnation = in.getVarint();
    int standing = in.getByte();
    if (standing >= STANDINGS.size()) {
      throw new ProtocolException("no standing has number " + standing);
    }
    return new Message.Report(
        epoch,
        incarnation,
        STANDINGS.get(standing),
        in.getVarint(),
        in.getVarint(),
        in.getBoolean(),
        in.getVarint());
  }

  private static Message.Append readAppend(int epoch, WireReader in) {
    long incarnation = in.getVarint();
    int previousEpoch = in.getSmallVarint();
    long fromOffset = in.getVarint();
    long highWatermark = in.getVarint();
    return new Message.Append(
        epoch,
        incarnation,
        previousEpoch,
        fromOffset,
        List.of(),
        highWatermark,
        readStart(in),
        in.getVarint());
  }

  private static LogStart readStart(WireReader in) {
    return new LogStart(in.getVarint(), in.getVarint());
  }

  private static LogSummary readSummary(WireReader in) {
    LogStart start = readStart(in);
    long endOffset = in.getVarint();
    List<EpochTable.Span> spans =
        in.getList(
            SPAN_LEAST_BYTES, span -> new EpochTable.Span(span.getSmallVarint(), span.getVarint()));
    return new LogSummary(
        start, endOffset, new EpochTable(spans), readConfiguration(in), readConfiguration(in));
  }

  private static Configuration readConfiguration(WireReader in) {
    return new Configuration(in.getVarint(), in.getReplicas(), in.getReplicas(), in.getReplicas());
  }
}
