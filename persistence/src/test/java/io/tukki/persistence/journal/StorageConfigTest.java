package io.tukki.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.tukki.persistence.replication.FlushPolicy;
import io.tukki.persistence.replication.ReplicationSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageConfigTest {

  private static Config config(String said) {
    return ConfigFactory.parseString(said).withFallback(ConfigFactory.defaultReference()).resolve();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-500ms", "0"})
  void flushIntervalOfNothingIsRefusedByItsName(String interval) {
    Config config =
        config("tukki.persistence.flush { policy = interval, interval = \"" + interval + "\" }");

    assertThatThrownBy(() -> StorageConfig.settings(config))
        .isInstanceOf(ConfigException.BadValue.class)
        .hasMessageContaining("tukki.persistence.flush.interval")
        .hasMessageContaining("must be more than nothing")
        .hasMessageContaining(interval);
  }

  @Test
  void flushIntervalIsTaken() {
    Config config = config("tukki.persistence.flush { policy = interval, interval = 20ms }");

    assertThat(StorageConfig.settings(config).flush())
        .isEqualTo(new FlushPolicy.Interval(Duration.ofMillis(20)));
  }

  @Test
  void referenceSaysOfReplicationWhatTheDefaultsSay() {
    assertThat(StorageConfig.settings(config("")).replication().shipments())
        .isEqualTo(ReplicationSettings.DEFAULT.shipments());
  }
}
