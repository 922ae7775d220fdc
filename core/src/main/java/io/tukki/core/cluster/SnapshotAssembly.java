package io.tukki.core.cluster;

import io.tukki.core.cluster.ClusterSnapshot.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the pages of a snapshot together again. Pages come in order or the snapshot is void. */
public record SnapshotAssembly(List<Page> pages) {

  public static final SnapshotAssembly EMPTY = new SnapshotAssembly(List.of());

  public SnapshotAssembly {
    pages = List.copyOf(pages);
  }

  /**
   * A first page starts anew, whatever was there; a page that does not follow on the ones before
   * leaves nothing, so that a snapshot with a hole is never completed.
   */
  public SnapshotAssembly plus(Page page) {
    if (page.number() == 0) {
      return new SnapshotAssembly(List.of(page));
    }
    if (!follows(page)) {
      return EMPTY;
    }
    List<Page> more = new ArrayList<>(pages);
    more.add(page);
    return new SnapshotAssembly(more);
  }

  private boolean follows(Page page) {
    return page.number() == pages.size()
        && page.version() == pages.getLast().version()
        && page.count() == pages.getLast().count();
  }

  /** The snapshot, once its last page is here. */
  public Optional<ClusterSnapshot> complete() {
    if (pages.isEmpty() || pages.size() < pages.getLast().count()) {
      return Optional.empty();
    }
    return Optional.of(
        new ClusterSnapshot(
            pages.getLast().version(),
            pages.stream().flatMap(page -> page.events().stream()).toList()));
  }
}
