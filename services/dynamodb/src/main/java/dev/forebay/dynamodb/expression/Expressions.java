package dev.forebay.dynamodb.expression;

import dev.forebay.dynamodb.value.Errors;
import dev.forebay.dynamodb.value.Sizes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Reads expressions, and remembers those read last: an application has few of them and sends them
 * over and over. Thread-safe.
 */
public final class Expressions {
  private static final int REMEMBERED = 1_000;
  private static final int LONGEST_REMEMBERED = 1_000;
  private static final int LONGEST = 4_096;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Key, Syntax> known =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Syntax> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Key(String grammar, String text) {}

  /** A condition, filter or key condition; the member of the request is named in errors. */
  Syntax condition(String member, String text) {
    return read(member, "condition", text, ConditionParser::parse);
  }

  Syntax.Update update(String text) {
    return (Syntax.Update) read("UpdateExpression", "update", text, UpdateParser::parse);
  }

  Syntax.Projection projection(String text) {
    return (Syntax.Projection)
        read("ProjectionExpression", "projection", text, ProjectionParser::parse);
  }

  private Syntax read(String member, String grammar, String text, Function<String, Syntax> parser) {
    if (text.isEmpty()) {
      throw Errors.validation("Invalid " + member + ": The expression can not be empty;");
    }
    if (Sizes.of(text) > LONGEST) {
      throw Errors.validation(
          "Invalid "
              + member
              + ": Expression size has exceeded the maximum allowed size; expression size: "
              + Sizes.of(text));
    }
    Key key = new Key(grammar, text);
    Optional<Syntax> there = recall(key);
    if (there.isPresent()) {
      return there.get();
    }
    try {
      Syntax syntax = parser.apply(text);
      if (text.length() <= LONGEST_REMEMBERED) {
        remember(key, syntax);
      }
      return syntax;
    } catch (SyntaxError e) {
      throw Errors.validation("Invalid " + member + ": " + e.text());
    }
  }

  private Optional<Syntax> recall(Key key) {
    lock.lock();
    try {
      return Optional.ofNullable(known.get(key));
    } finally {
      lock.unlock();
    }
  }

  private void remember(Key key, Syntax syntax) {
    lock.lock();
    try {
      known.put(key, syntax);
    } finally {
      lock.unlock();
    }
  }
}
