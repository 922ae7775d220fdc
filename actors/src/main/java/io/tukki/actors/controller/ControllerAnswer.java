package io.tukki.actors.controller;

import io.tukki.core.result.Result;

/** What the controller answers. */
interface ControllerAnswer<T> {

  Result<T> result();

  /** Of the image that holds what was done. */
  long version();
}
