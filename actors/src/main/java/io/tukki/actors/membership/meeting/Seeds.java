package io.tukki.actors.membership.meeting;

import io.tukki.actors.membership.meeting.MeetingPlan.Place;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;

/** Where to look for other processes: names and ports, looked up anew each time. */
final class Seeds {

  /** How names become addresses; blocks. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final Address self;
  private final Collection<Place> places;
  private final Resolver resolver;

  Seeds(Address self, Collection<Place> places, Resolver resolver) {
    this.self = self;
    this.places = places;
    this.resolver = resolver;
  }

  /**
   * One target for a name with one address, one for each address of a name with many. A name that
   * cannot be looked up now is one that nobody answers at.
   */
  List<Target> resolve() {
    Set<Target> targets = new LinkedHashSet<>();
    places.forEach(place -> targets.addAll(resolve(place)));
    return List.copyOf(targets);
  }

  private List<Target> resolve(Place place) {
    List<String> addresses = addresses(place.host());
    if (addresses.size() > 1) {
      return addresses.stream()
          .map(address -> new Target(Set.of(at(address, place.port()))))
          .toList();
    }
    Set<Address> forms = new HashSet<>();
    Stream.concat(Stream.of(place.host()), addresses.stream())
        .forEach(host -> forms.add(at(host, place.port())));
    return List.of(new Target(forms));
  }

  private List<String> addresses(String host) {
    try {
      List<InetAddress> all = Arrays.asList(resolver.resolve(host));
      // A machine with both kinds is one process that goes by one of them.
      List<InetAddress> narrow = all.stream().filter(Inet4Address.class::isInstance).toList();
      return (narrow.isEmpty() ? all : narrow)
          .stream().map(InetAddress::getHostAddress).distinct().sorted().toList();
    } catch (UnknownHostException e) {
      return List.of();
    }
  }

  private Address at(String host, int port) {
    return new Address(self.protocol(), self.system(), host, port);
  }
}
