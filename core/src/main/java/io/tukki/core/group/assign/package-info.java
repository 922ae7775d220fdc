/**
 * Who should read which partitions: pure functions of who is there, what they want and who had what
 * before. Used by groups whose members leave the dealing to the server.
 *
 * <p>Nothing here knows epochs or time, nor whether a partition has been given up yet: an
 * assignment is where a group is to get, {@code core.group} says how. Costs stay near the number of
 * partitions plus the number of members.
 *
 * <p>Start reading at {@link io.tukki.core.group.assign.Assignor}; {@link
 * io.tukki.core.group.assign.PartitionSet} is what everybody is given.
 */
@NullMarked
package io.tukki.core.group.assign;

import org.jspecify.annotations.NullMarked;
