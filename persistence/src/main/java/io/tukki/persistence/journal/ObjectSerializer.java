package io.tukki.persistence.journal;

import java.io.NotSerializableException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;

/** Objects to bytes and back, by whatever serializer the application bound to their class. */
final class ObjectSerializer {

  private final Serialization serialization;

  ObjectSerializer(ActorSystem system) {
    this.serialization = SerializationExtension.get(system);
  }

  /**
   * @throws NotSerializableException where no serializer is bound to the object's class, or the one
   *     that is fails
   */
  SerializedObject serialize(Object object) throws NotSerializableException {
    try {
      Serializer serializer = serialization.findSerializerFor(object);
      // Through Serialization and not the serializer itself, so that actor references get
      // addresses.
      byte[] bytes = serialization.serialize(object).get();
      return new SerializedObject(
          serializer.identifier(), Serializers.manifestFor(serializer, object), bytes);
    } catch (Exception e) {
      throw notSerializable(object, e);
    }
  }

  private static NotSerializableException notSerializable(Object object, Exception cause) {
    if (cause instanceof NotSerializableException already) {
      return already;
    }
    NotSerializableException wrapped =
        new NotSerializableException(object.getClass().getName() + ": " + cause.getMessage());
    wrapped.initCause(cause);
    return wrapped;
  }

  Object deserialize(SerializedObject serialized) {
    return serialization
        .deserialize(serialized.bytes(), serialized.serializerId(), serialized.manifest())
        .get();
  }
}
