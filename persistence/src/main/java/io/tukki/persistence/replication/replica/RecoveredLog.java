package io.tukki.persistence.replication.replica;

/**
 * What recovery found on disk. A torn tail is cut already.
 *
 * @param recoveryPoint everything below was synced
 * @param soundEnd the offset of the first batch that fails its checksum although valid ones lie
 *     behind it; {@code Long.MAX_VALUE} where there is none
 */
public record RecoveredLog(
    LogStart start,
    long endOffset,
    long nextOrdinal,
    EpochTable epochs,
    ConfigurationHistory configurations,
    long recoveryPoint,
    long soundEnd) {

  public static RecoveredLog empty(Configuration configuration) {
    return new RecoveredLog(
        LogStart.FIRST,
        0,
        1,
        EpochTable.EMPTY,
        ConfigurationHistory.startingWith(configuration),
        0,
        LocalLog.UNDAMAGED);
  }
}
