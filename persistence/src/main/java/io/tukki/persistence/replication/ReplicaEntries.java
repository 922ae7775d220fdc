package io.tukki.persistence.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tukki.core.id.ReplicaId;
import io.tukki.persistence.replication.replica.Configuration;
import io.tukki.persistence.replication.replica.DurableState;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * What {@link ReplicaStates} writes down, entry by entry.
 *
 * <pre>
 *   state:     1  name, promised epoch 4, accepted epoch 4, trusted boot, configuration
 *   forgotten: 2  name
 *   start:     3  number of the start 8, boot, ended cleanly 1
 *   a name or a boot: bytes 4, UTF-8
 * </pre>
 */
final class ReplicaEntries {

  private static final byte STATE = 1;
  private static final byte FORGOTTEN = 2;
  private static final byte START = 3;

  /**
   * One life of a process over the directory.
   *
   * @param number counts them, from 1
   * @param clean whether it ended, and everything it ever wrote under this boot is synced
   */
  record Start(long number, String boot, boolean clean) {

    /** Before the first. */
    static final Start NONE = new Start(0, "", true);

    boolean isNone() {
      return number == 0;
    }
  }

  /** Takes what a file says, in order. */
  interface Reader {
    void state(String log, DurableState state);

    void forgotten(String log);

    void start(Start start);
  }

  private ReplicaEntries() {}

  static byte[] state(String log, DurableState state) {
    byte[] name = log.getBytes(UTF_8);
    byte[] boot = state.trustedBoot().getBytes(UTF_8);
    int configurationBytes = ConfigurationCodec.sizeOf(state.configuration());
    ByteBuffer entry =
        ByteBuffer.allocate(1 + 4 + name.length + 4 + 4 + 4 + boot.length + configurationBytes);
    entry.put(STATE).putInt(name.length).put(name);
    entry.putInt(state.promisedEpoch()).putInt(state.acceptedEpoch());
    entry.putInt(boot.length).put(boot);
    ConfigurationCodec.encode(state.configuration(), entry);
    return entry.array();
  }

  static byte[] forgotten(String log) {
    byte[] name = log.getBytes(UTF_8);
    return ByteBuffer.allocate(1 + 4 + name.length)
        .put(FORGOTTEN)
        .putInt(name.length)
        .put(name)
        .array();
  }

  static byte[] start(Start start) {
    byte[] boot = start.boot().getBytes(UTF_8);
    return ByteBuffer.allocate(1 + 8 + 4 + boot.length + 1)
        .put(START)
        .putLong(start.number())
        .putInt(boot.length)
        .put(boot)
        .put((byte) (start.clean() ? 1 : 0))
        .array();
  }

  static void read(ByteBuffer group, Reader reader) {
    while (group.hasRemaining()) {
      byte kind = group.get();
      switch (kind) {
        case STATE -> {
          String log = text(group);
          int promised = group.getInt();
          int accepted = group.getInt();
          String boot = text(group);
          reader.state(
              log, new DurableState(promised, accepted, ConfigurationCodec.decode(group), boot));
        }
        case FORGOTTEN -> reader.forgotten(text(group));
        case START -> reader.start(new Start(group.getLong(), text(group), group.get() == 1));
        default -> throw new IllegalStateException("an entry of unknown kind " + kind);
      }
    }
  }

  /**
   * Entries as they were before logs had replicas: epoch 4, name. All of those logs have one.
   *
   * @param into epoch 0 forgets the log
   */
  static void readEpochs(
      ByteBuffer group, ReplicaId self, String boot, Map<String, DurableState> into) {
    Configuration alone = Configuration.of(List.of(self));
    while (group.hasRemaining()) {
      int epoch = group.getInt();
      String log = text(group);
      if (epoch == 0) {
        into.remove(log);
      } else {
        into.put(log, new DurableState(epoch, 0, alone, boot));
      }
    }
  }

  private static String text(ByteBuffer from) {
    byte[] text = new byte[from.getInt()];
    from.get(text);
    return new String(text, UTF_8);
  }
}
