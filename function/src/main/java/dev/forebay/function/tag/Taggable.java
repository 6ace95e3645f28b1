package dev.forebay.function.tag;

import dev.forebay.model.Arn;
import dev.forebay.wire.CallContext;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A kind of resource that has tags. Thread-safe. */
public interface Taggable {
  /** Whether the ARN is of this kind, there or not. */
  boolean isMeant(Arn arn);

  /**
   * The tags of a resource.
   *
   * @throws dev.forebay.wire.AwsException 404 when it is not there
   */
  Map<String, String> tags(CallContext context, Arn arn);

  /**
   * Gives a resource other tags, at once.
   *
   * @throws dev.forebay.wire.AwsException 404 when it is not there, or as the change throws it
   */
  void change(CallContext context, Arn arn, UnaryOperator<Map<String, String>> change);

  /** The first kind that is meant. */
  static Optional<Taggable> find(Iterable<Taggable> kinds, Arn arn) {
    for (Taggable kind : kinds) {
      if (kind.isMeant(arn)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
