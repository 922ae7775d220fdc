package io.tukki.core.cluster;

/** What kind of value a configuration key takes, in the words of Kafka's DescribeConfigs. */
public enum ConfigType {
  BOOLEAN,
  STRING,
  INT,
  LONG,
  DOUBLE,
  LIST
}
