package dev.forebay.wire.protocol;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkPojo;

/** The plans of the SDK classes seen so far: as many as there are classes. Thread-safe. */
final class PojoPlans {
  private final Map<Class<?>, PojoPlan> plans = new ConcurrentHashMap<>();

  /** The plan of an object's class. */
  PojoPlan of(SdkPojo pojo) {
    PojoPlan known = plans.get(pojo.getClass());
    return known != null
        ? known
        : plans.computeIfAbsent(pojo.getClass(), type -> new PojoPlan(pojo.sdkFields()));
  }
}
