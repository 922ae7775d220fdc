package io.tukki.actors.controller;

import io.tukki.core.cluster.ShardPlan;
import io.tukki.core.result.Result;

/**
 * @param version of the image that holds what was decided
 */
public record ShardPlanAnswer(Result<ShardPlan> result, long version)
    implements ControllerAnswer<ShardPlan> {}
