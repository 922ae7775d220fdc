package io.tukki.chaos.measure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is done to a node while the clients of the others go on. */
enum Blow {
  KILL("kill -9 of a node"),
  KILL_CONTROLLER("kill -9 of the controller's node"),
  FREEZE("SIGSTOP of a node: it is silent, its connections stay"),
  CUT("a node cut off in silence"),
  STOP("clean stop of a node"),
  DRAIN("a node is drained of what it leads, and resumed"),
  MOVE("leadership of all shards moves on to the next node"),
  BLIP("SIGSTOP of a node for 2 s"),
  STARVE("busy loops on all cores for 15 s");

  private final String title;

  Blow(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  static List<Blow> parse(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(name -> valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_')))
        .toList();
  }
}
