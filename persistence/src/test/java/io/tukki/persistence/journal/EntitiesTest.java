package io.tukki.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tukki.persistence.journal.ItemsEntity.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Typed entities that know nothing of Tukki, over restarts and kills. */
class EntitiesTest {

  private static final String ID = "items|1";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @TempDir Path directory;

  private JournalSystem node;
  private TestProbe<Long> recovered;

  @BeforeEach
  void start() {
    node = JournalSystem.start(directory.resolve("data"));
    recovered = probe(Long.class);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private <T> TestProbe<T> probe(Class<T> messages) {
    return TestProbe.create(messages, Adapter.toTyped(node.system()));
  }

  private ActorRef<Command> entity() {
    return node.spawn(ItemsEntity.keepingEvents(ID, recovered.ref()));
  }

  private void add(ActorRef<Command> entity, String... items) {
    TestProbe<Done> done = probe(Done.class);
    entity.tell(new Command.Add(List.of(items), done.ref()));
    done.receiveMessage(TIMEOUT);
  }

  @SuppressWarnings("unchecked")
  private List<String> items(ActorRef<Command> entity) {
    TestProbe<List<String>> answer = (TestProbe<List<String>>) (TestProbe<?>) probe(List.class);
    entity.tell(new Command.Get(answer.ref()));
    return answer.receiveMessage(TIMEOUT);
  }

  private static List<String> numbered(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(i -> "item-" + i).toList();
  }

  private void addNumbered(ActorRef<Command> entity, int from, int to) {
    numbered(from, to).forEach(item -> add(entity, item));
  }

  @Test
  void stateSurvivesARestart() {
    add(entity(), "a");
    node.restart();
    recovered = probe(Long.class);

    ActorRef<Command> again = entity();
    add(again, "b", "c");

    assertThat(items(again)).containsExactly("a", "b", "c");
    assertThat(recovered.receiveMessage(TIMEOUT)).isEqualTo(1);
  }

  @Test
  void everythingAcknowledgedSurvivesKilling() throws Exception {
    ActorRef<Command> entity = entity();
    addNumbered(entity, 1, 37);

    node.killAndRestart();
    recovered = probe(Long.class);

    assertThat(items(entity())).isEqualTo(numbered(1, 37));
    assertThat(recovered.receiveMessage(TIMEOUT)).as("the rest is in a snapshot").isEqualTo(7);
  }

  @Test
  void deletingEventsOnSnapshotsLeavesTheStateWhole() throws Exception {
    ActorRef<Command> entity = node.spawn(ItemsEntity.deletingEvents(ID, recovered.ref()));
    addNumbered(entity, 1, 45);
    var log = NodeStorage.get(node.system()).logs().log(ID);
    Awaitility.await().until(() -> log.logStartOffset() >= 20);

    node.killAndRestart();
    recovered = probe(Long.class);

    assertThat(items(node.spawn(ItemsEntity.deletingEvents(ID, recovered.ref()))))
        .isEqualTo(numbered(1, 45));
  }

  @Test
  void secondIncarnationFencesTheFirstAndNothingIsLostOrDoubled() {
    ActorRef<Command> first = entity();
    add(first, "from the first");
    recovered.receiveMessage(TIMEOUT);
    ActorRef<Command> second = entity();
    recovered.receiveMessage(TIMEOUT);
    add(second, "from the second");

    // The first fails to persist, restarts, and recovers what the second wrote.
    TestProbe<Done> done = probe(Done.class);
    first.tell(new Command.Add(List.of("late"), done.ref()));
    recovered.receiveMessage(TIMEOUT);
    done.expectNoMessage(Duration.ofMillis(100));

    assertThat(items(first)).containsExactly("from the first", "from the second");
  }

  @Test
  void damagedSnapshotCostsTimeAndNoState() throws Exception {
    addNumbered(entity(), 1, 25);
    Path files = directory.resolve("data/logs/items%7C1");
    Awaitility.await().until(() -> Files.exists(files.resolve("snapshot-20")));
    node.close();
    Files.write(files.resolve("snapshot-20"), new byte[] {1, 2, 3});
    node = JournalSystem.start(directory.resolve("data"));
    recovered = probe(Long.class);

    assertThat(items(entity())).isEqualTo(numbered(1, 25));
    assertThat(recovered.receiveMessage(TIMEOUT)).isEqualTo(15);
  }

  @Test
  void manyEntitiesLiveSideBySide() {
    List<ActorRef<Command>> entities =
        Stream.iterate(0, i -> i + 1)
            .limit(100)
            .map(i -> node.spawn(ItemsEntity.keepingEvents("many|" + i, recovered.ref())))
            .toList();
    for (int i = 0; i < entities.size(); i++) {
      add(entities.get(i), "mine-" + i);
    }

    node.restart();
    recovered = probe(Long.class);

    assertThat(items(node.spawn(ItemsEntity.keepingEvents("many|42", recovered.ref()))))
        .containsExactly("mine-42");
  }
}
