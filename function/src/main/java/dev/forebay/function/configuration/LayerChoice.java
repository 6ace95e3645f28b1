package dev.forebay.function.configuration;

import dev.forebay.function.definition.LayerUse;
import dev.forebay.wire.CallContext;
import java.util.List;

/** Finds the layer versions that a function is to have. Thread-safe. */
@FunctionalInterface
public interface LayerChoice {
  /**
   * The layers, in the order given.
   *
   * @throws dev.forebay.wire.AwsException 400 or 403 when they cannot be had
   */
  List<LayerUse> choose(CallContext context, List<String> arns);
}
