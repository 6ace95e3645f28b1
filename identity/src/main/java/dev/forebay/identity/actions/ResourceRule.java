package dev.forebay.identity.actions;

import java.util.List;

/** How the resources of an action are taken from a request. Thread-safe. */
@FunctionalInterface
interface ResourceRule {
  /** The ARNs, {@code *} for none in particular; never empty. */
  List<String> of(Members request);
}
