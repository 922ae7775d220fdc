package io.tukki.persistence.log;

import java.nio.file.Path;

/** Where one log lies. */
public record LogDirectory(Storage storage, Path path) {}
