package io.tukki.chaos.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** What lies under the nodes' data directories, and what bad days it can have. */
public interface DiskLayer extends AutoCloseable {

  /**
   * Makes the place for {@code directory/data} ready.
   *
   * @return what the environment of the node's process has to have
   */
  Map<String, String> prepare(int node, Path directory) throws IOException;

  boolean canFill();

  /** Leaves no room, until {@link #empty}. */
  void fill(int node);

  void empty(int node);

  boolean canSlow();

  /** Makes each write and each flush of the node take that much longer; zero heals. */
  void slow(int node, Duration perCall);

  boolean canCutPower();

  /**
   * Drops what the node wrote and did not flush, as a power cut may; its process is dead. The
   * machine looks as if booted anew afterwards.
   *
   * @return what was dropped, for people
   */
  String cutPower(int node);

  @Override
  void close();

  /** Directories on whatever disk there is; nothing happens to it. */
  static DiskLayer plain() {
    return new DiskLayer() {
      @Override
      public Map<String, String> prepare(int node, Path directory) {
        return Map.of();
      }

      @Override
      public boolean canFill() {
        return false;
      }

      @Override
      public void fill(int node) {
        throw new IllegalStateException("a plain directory cannot be filled");
      }

      @Override
      public void empty(int node) {}

      @Override
      public boolean canSlow() {
        return false;
      }

      @Override
      public void slow(int node, Duration perCall) {
        throw new IllegalStateException("a plain directory cannot be slowed");
      }

      @Override
      public boolean canCutPower() {
        return false;
      }

      @Override
      public String cutPower(int node) {
        throw new IllegalStateException("a plain directory keeps what was written");
      }

      @Override
      public void close() {}
    };
  }
}
