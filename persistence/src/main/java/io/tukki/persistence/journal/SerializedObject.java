package io.tukki.persistence.journal;

/**
 * What Pekko's serialization made of an object, and what it needs to make the object again.
 *
 * @param serializerId the serializer's number in the configuration, stable for ever
 * @param manifest the serializer's own hint of type and version; often empty
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; a copy per event would be waste.
record SerializedObject(int serializerId, String manifest, byte[] bytes) {}
