/**
 * How a node with a blank data directory, once it is a member, comes to belong to the cluster: it
 * is given a node id by the controller, or forms the cluster.
 *
 * <p>Start reading at {@link io.tukki.actors.membership.admission.Admission}; the reasons are in
 * decision 8.
 */
@NullMarked
package io.tukki.actors.membership.admission;

import org.jspecify.annotations.NullMarked;
