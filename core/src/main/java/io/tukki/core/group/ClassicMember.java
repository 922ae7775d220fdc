package io.tukki.core.group;

import io.tukki.core.group.GroupCommand.Candidate;
import io.tukki.core.id.InstanceId;
import io.tukki.core.id.MemberId;
import java.util.List;
import java.util.Optional;

/** A member of a classic group as it introduced itself when it joined last. */
public record ClassicMember(
    MemberId id,
    Optional<InstanceId> instance,
    Client client,
    int sessionTimeoutMs,
    int rebalanceTimeoutMs,
    List<ClassicProtocol> protocols) {

  public ClassicMember {
    protocols = List.copyOf(protocols);
  }

  static ClassicMember of(MemberId id, Candidate candidate) {
    return new ClassicMember(
        id,
        candidate.instance(),
        candidate.client(),
        candidate.sessionTimeoutMs(),
        candidate.rebalanceTimeoutMs(),
        candidate.protocols());
  }

  /** What it says in case this protocol is chosen; nothing where it does not know it. */
  Opaque metadata(String protocol) {
    return protocols.stream()
        .filter(known -> known.name().equals(protocol))
        .map(ClassicProtocol::metadata)
        .findFirst()
        .orElse(Opaque.EMPTY);
  }

  int metadataBytes() {
    return metadataBytes(protocols);
  }

  static int metadataBytes(List<ClassicProtocol> protocols) {
    return protocols.stream()
        .mapToInt(protocol -> protocol.name().length() + protocol.metadata().sizeBytes())
        .sum();
  }
}
