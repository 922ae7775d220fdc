package io.tukki.api.http.route;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/**
 * A body of a request or an answer.
 *
 * @param shapes the record that it is, or those that its lines or events are; none for raw bytes
 *     and foreign formats
 */
public record Content(String mediaType, List<Class<?>> shapes) {

  public static final ContentType JSON_TYPE = ContentTypes.APPLICATION_JSON;
  public static final ContentType PROBLEM_TYPE =
      MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8).toContentType();
  public static final ContentType NDJSON_TYPE =
      MediaTypes.applicationWithFixedCharset("x-ndjson", HttpCharsets.UTF_8).toContentType();
  public static final ContentType EVENTS_TYPE = MediaTypes.TEXT_EVENT_STREAM.toContentType();
  public static final ContentType BYTES_TYPE = ContentTypes.APPLICATION_OCTET_STREAM;

  public Content {
    shapes = List.copyOf(shapes);
  }

  public static Content json(Class<?> shape) {
    return new Content("application/json", List.of(shape));
  }

  public static Content lines(Class<?>... shapes) {
    return new Content("application/x-ndjson", List.of(shapes));
  }

  public static Content events(Class<?>... shapes) {
    return new Content("text/event-stream", List.of(shapes));
  }

  public static Content raw(String mediaType) {
    return new Content(mediaType, List.of());
  }

  boolean isOf(MediaType type) {
    return mediaType.equalsIgnoreCase(type.mainType() + "/" + type.subType());
  }

  static Optional<Content> among(List<Content> contents, MediaType type) {
    return contents.stream().filter(content -> content.isOf(type)).findFirst();
  }
}
