package dev.forebay.identity.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One statement of a policy document, compiled. Immutable. */
public final class Statement {
  private final int index;
  private final Optional<String> sid;
  private final Effect effect;
  private final PrincipalSet principals;
  private final ActionSet actions;
  private final ResourceSet resources;
  private final List<Condition> conditions;
  private final Span span;
  private final String text;

  Statement(
      int index,
      Optional<String> sid,
      Effect effect,
      PrincipalSet principals,
      ActionSet actions,
      ResourceSet resources,
      List<Condition> conditions,
      Span span,
      String text) {
    this.index = index;
    this.sid = sid;
    this.effect = effect;
    this.principals = principals;
    this.actions = actions;
    this.resources = resources;
    this.conditions = List.copyOf(conditions);
    this.span = span;
    this.text = text;
  }

  /** Its place in the document, from 0. */
  public int index() {
    return index;
  }

  /** Its {@code Sid}, if it has one that is not empty. */
  public Optional<String> sid() {
    return sid;
  }

  /** Where it stands in the document's text. */
  public Span span() {
    return span;
  }

  /** The statement as JSON. */
  public String text() {
    return text;
  }

  /** What it does. */
  public Effect effect() {
    return effect;
  }

  /**
   * How closely it applies to a request: {@link Naming#NOT} when its principal, action, resource or
   * condition is another. A statement that names no principals applies {@link Naming#DIRECTLY}.
   */
  public Naming applies(AccessRequest request) {
    if (!actions.covers(request.lowerCaseAction())
        || !resources.covers(request.resource(), request.keys(), effect)) {
      return Naming.NOT;
    }
    Naming naming = principals.names(request.principal());
    return naming != Naming.NOT && conditionsHold(request.keys()) ? naming : Naming.NOT;
  }

  private boolean conditionsHold(ContextKeys keys) {
    for (Condition condition : conditions) {
      if (!condition.holds(keys, effect)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Why it does not apply to a request; nothing when it does. For explanations: {@link #applies} is
   * the quicker question.
   */
  public List<Miss> misses(AccessRequest request) {
    List<Miss> misses = new ArrayList<>();
    if (!actions.covers(request.lowerCaseAction())) {
      misses.add(new Miss.OtherAction());
    }
    if (!resources.covers(request.resource(), request.keys(), effect)) {
      misses.add(new Miss.OtherResource());
    }
    if (principals.names(request.principal()) == Naming.NOT) {
      misses.add(new Miss.OtherPrincipal());
    }
    for (Condition condition : conditions) {
      if (!condition.holds(request.keys(), effect)) {
        misses.add(condition.failed(request.keys()));
      }
    }
    return misses;
  }

  void addEntities(Set<String> arns) {
    principals.addEntities(arns);
  }

  void addContextKeys(Set<String> keys) {
    resources.addContextKeys(keys);
    conditions.forEach(condition -> condition.addContextKeys(keys));
  }

  @Override
  public String toString() {
    return effect + " statement " + sid.orElse(Integer.toString(index));
  }
}
