package io.tukki.actors.controller;

import io.tukki.core.cluster.NodeImage;
import io.tukki.core.result.Result;

/**
 * @param version of the image that holds what was done
 */
public record NodeAnswer(Result<NodeImage> result, long version) {}
