package dev.forebay.identity.decision;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A question in the terms of {@link NaiveEvaluator}: plain JSON and strings.
 *
 * @param who user, role, federated, federated-root, root, service, web or nobody
 * @param names what a statement can call the one who asks, with how closely it then names it: 3
 *     itself, 2 its role or user, 1 its account
 * @param own whether the resource is of its account
 * @param keys condition keys in lower case
 * @param side the policy of the resource
 * @param trust whether that is a trust policy
 */
record NaiveCase(
    String who,
    Map<String, Integer> names,
    boolean own,
    String action,
    String resource,
    Map<String, List<String>> keys,
    List<JsonNode> identity,
    Optional<JsonNode> boundary,
    List<JsonNode> session,
    Optional<JsonNode> side,
    boolean trust) {}
