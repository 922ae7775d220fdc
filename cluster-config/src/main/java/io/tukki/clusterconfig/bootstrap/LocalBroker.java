package io.tukki.clusterconfig.bootstrap;

import io.tukki.actors.Broker;
import io.tukki.actors.Metadata;
import io.tukki.actors.Partitions;
import io.tukki.actors.Topics;

/** The broker as this node has wired it. */
record LocalBroker(Metadata metadata, Topics topics, Partitions partitions) implements Broker {}
