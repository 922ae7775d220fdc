package io.tukki.core.group;

import static io.tukki.core.result.GroupFault.INVALID_REGULAR_EXPRESSION;

import io.tukki.core.result.Refusal;
import io.tukki.core.result.Refusal.GroupRefused;
import io.tukki.core.result.Result;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression for topic names, which strangers may write.
 *
 * <p>The JDK's matcher can take time that grows exponentially with the name. It looks at characters
 * all the while, so a name that counts how often it is looked at can put an end to it: what is not
 * known to match by then does not. Only repeating a group a given number of times can go on without
 * looking, so that is refused.
 */
final class TopicPattern {

  private static final Pattern COUNTED_GROUP = Pattern.compile("\\)\\{");

  private final Pattern pattern;
  private final int maxSteps;

  private TopicPattern(Pattern pattern, int maxSteps) {
    this.pattern = pattern;
    this.maxSteps = maxSteps;
  }

  static Result<TopicPattern> parse(String text, GroupRules.ConsumerRules rules) {
    if (text.length() > rules.maxPatternLength()) {
      return refused(
          "it has %d characters; %d are possible (max-pattern-length)"
              .formatted(text.length(), rules.maxPatternLength()));
    }
    if (COUNTED_GROUP.matcher(text).find()) {
      return refused("groups cannot be repeated a given number of times here");
    }
    try {
      return Result.ok(new TopicPattern(Pattern.compile(text), rules.maxPatternSteps()));
    } catch (PatternSyntaxException e) {
      return refused(e.getDescription());
    }
  }

  private static Result<TopicPattern> refused(String why) {
    Refusal refusal =
        new GroupRefused(INVALID_REGULAR_EXPRESSION, "Not a regular expression: " + why + ".");
    return Result.refused(refusal);
  }

  /** Whether the whole name matches. */
  boolean matches(String topic) {
    try {
      return pattern.matcher(new CountedText(topic, new Steps(maxSteps))).matches();
    } catch (OutOfSteps e) {
      return false;
    }
  }

  private static final class OutOfSteps extends RuntimeException {

    OutOfSteps() {
      super("too many steps", null, false, false);
    }
  }

  private static final class Steps {
    private int left;

    Steps(int left) {
      this.left = left;
    }

    void take() {
      if (left == 0) {
        throw new OutOfSteps();
      }
      left--;
    }
  }

  private record CountedText(String text, Steps steps) implements CharSequence {

    @Override
    public char charAt(int index) {
      steps.take();
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new CountedText(text.substring(start, end), steps);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
