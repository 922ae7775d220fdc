package io.tukki.clusterconfig.cli.client;

/** Where reading begins. */
public sealed interface StartAt {

  /** As a parameter of the request. */
  String parameter();

  record Earliest() implements StartAt {
    @Override
    public String parameter() {
      return "from=earliest";
    }
  }

  /** Behind what there is now. */
  record Latest() implements StartAt {
    @Override
    public String parameter() {
      return "from=latest";
    }
  }

  record Offset(long offset) implements StartAt {
    @Override
    public String parameter() {
      return "offset=" + offset;
    }
  }

  /** At the first record that is not older. */
  record Timestamp(long timestampMs) implements StartAt {
    @Override
    public String parameter() {
      return "timestamp=" + timestampMs;
    }
  }
}
