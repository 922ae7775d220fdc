package io.tukki.actors.controller;

import io.tukki.core.cluster.TopicImage;
import io.tukki.core.result.Result;

/**
 * @param version of the image that holds what was done
 */
public record TopicAnswer(Result<TopicImage> result, long version)
    implements ControllerAnswer<TopicImage> {}
