package io.tukki.api.http;

import org.apache.pekko.event.LoggingAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where Pekko HTTP's server logs to. What it warns about is what clients do, and each could fill
 * the log by doing it again: broken requests, cut connections, and answers that begin before their
 * request has ended, which is just what an upload's answer is meant to do. So warnings are for
 * those who look for them.
 */
final class ServerLog implements LoggingAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);

  @Override
  public boolean isErrorEnabled() {
    return LOG.isErrorEnabled();
  }

  @Override
  public boolean isWarningEnabled() {
    return LOG.isDebugEnabled();
  }

  @Override
  public boolean isInfoEnabled() {
    return LOG.isInfoEnabled();
  }

  @Override
  public boolean isDebugEnabled() {
    return LOG.isDebugEnabled();
  }

  @Override
  public void notifyError(String message) {
    LOG.error("{}", message);
  }

  @Override
  public void notifyError(Throwable cause, String message) {
    LOG.error("{}", message, cause);
  }

  @Override
  public void notifyWarning(String message) {
    LOG.debug("{}", message);
  }

  @Override
  public void notifyInfo(String message) {
    LOG.info("{}", message);
  }

  @Override
  public void notifyDebug(String message) {
    LOG.debug("{}", message);
  }
}
