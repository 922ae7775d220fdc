package io.tukki.persistence.log;

/** A file or a directory. */
sealed interface SimulatedNode permits SimulatedFile, SimulatedDirectory {}
