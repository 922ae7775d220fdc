package io.tukki.api.http.json;

/**
 * Stands, in the description of a document, for bytes as JSON writes them: a string where they are
 * UTF-8, {@code {"base64":"…"}} where they are not. No value of this type exists; see {@link
 * BytesReader} and {@link BytesWriter}.
 */
public interface Bytes {

  /** The one field of the object that stands for bytes that are not UTF-8. */
  String BASE64 = "base64";
}
