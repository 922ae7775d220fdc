package io.tukki.clusterconfig.settings;

/** A setting cannot be used. The message names it and says what would be right, in one line. */
public final class SettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }

  static SettingsException of(String key, String problem) {
    return new SettingsException(key + " " + problem);
  }
}
