/**
 * Consumer groups: who belongs to one, which partitions each member reads, how far the group has
 * read. State machines without threads, clock or connections: commands and the time go in, events
 * to be made durable and answers to be given come out.
 *
 * <pre>
 *   GroupCommand --> Group.step(command, now) --> GroupStep: GroupEvents, then Answers
 *                     |     |       |                            |
 *             ClassicGroup  |   Positions             GroupState.apply(event)
 *                     ConsumerGroup
 * </pre>
 *
 * Two protocols, and a group speaks one of them at a time; it can change only while it is empty:
 *
 * <ul>
 *   <li>{@link io.tukki.core.group.ClassicGroup}: all members join a generation, one of them
 *       assigns. Everybody stops for it.
 *   <li>{@link io.tukki.core.group.ConsumerGroup}: the group deals (KIP-848, {@code assign}), each
 *       member gives up and takes over at its own pace. Nobody stops but for what moves.
 * </ul>
 *
 * <p>What is durable is {@link io.tukki.core.group.GroupState}, immutable, and changes by events
 * alone. Who waits for an answer, when sessions end and who owns what this moment is transient and
 * made anew by {@link io.tukki.core.group.Group#resume}: decision 18 says why that is enough.
 *
 * <p>Start reading at {@link io.tukki.core.group.Group}.
 */
@NullMarked
package io.tukki.core.group;

import org.jspecify.annotations.NullMarked;
