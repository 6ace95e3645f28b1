package dev.forebay.cognito;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CodeDeliveryDetailsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.VerifiedAttributeType;

/**
 * A change of a user's attributes: an address or number that changes is not proven any more, and,
 * as the pool has it, must be proven before it counts. Immutable.
 *
 * @param pool the pool
 * @param user as it was
 * @param now what changes at once
 * @param proofs addresses and numbers to which a code goes, by their attributes
 */
record AttributeChange(
    Pool pool, UserRow user, Map<String, String> now, Map<String, String> proofs) {
  private static final List<String> PROVABLE = List.of("email", "phone_number");

  AttributeChange {
    now = Map.copyOf(now);
    proofs = Map.copyOf(proofs);
  }

  /** The change of attributes that were given. */
  static AttributeChange of(Pool pool, UserRow user, Map<String, String> given) {
    Map<String, String> now = new TreeMap<>(given);
    Map<String, String> proofs = new TreeMap<>();
    for (String name : PROVABLE) {
      Optional<String> value =
          Optional.ofNullable(given.get(name))
              .filter(one -> !one.equals(user.attribute(name).orElse("")));
      if (value.isEmpty() || given.containsKey(name + "_verified")) {
        continue;
      }
      boolean verified =
          pool.verifies(VerifiedAttributeType.fromValue(name)) && !value.get().isEmpty();
      if (verified) {
        proofs.put(name, value.get());
      }
      if (verified && pool.verifiedBeforeUpdate().contains(name)) {
        now.remove(name);
      } else {
        now.put(name + "_verified", value.get().isEmpty() ? "" : "false");
      }
    }
    return new AttributeChange(pool, user, now, proofs);
  }

  /** Makes the change and sends the codes. */
  List<CodeDeliveryDetailsType> apply(Users users, Codes codes, Messages.Reason reason) {
    if (pool.isNamedByAttributes()) {
      // No two may have the same name, so the new one must be free.
      PROVABLE.stream()
          .filter(name -> pool.isNamedBy(name) && now.containsKey(name))
          .forEach(name ->
              users
                  .byAlias(pool, name, now.getOrDefault(name, ""))
                  .filter(other -> !other.username().equals(user.username()))
                  .ifPresent(other -> {
                    throw CognitoErrors.aliasExists(name);
                  }));
    }
    UserRow changed = users.update(pool, user.username(), row -> row.withAttributes(now));
    List<CodeDeliveryDetailsType> sent = new ArrayList<>();
    proofs.forEach(
        (name, to) -> sent.add(codes.send(pool, changed, Codes.verifying(name), name, to, reason)));
    return sent;
  }

  /** Takes attributes away. */
  static void remove(Pool pool, UserRow user, Collection<String> names, Users users) {
    Schema schema = Schema.of(pool);
    Map<String, String> gone = new TreeMap<>();
    for (String name : names) {
      if (schema.find(name).isEmpty()) {
        throw CognitoErrors.invalid(
            "Attributes did not conform to the schema: "
                + name
                + ": Attribute does not exist in the schema.\n");
      }
      if (schema.find(name).filter(rule -> Boolean.TRUE.equals(rule.required())).isPresent()) {
        throw CognitoErrors.invalid("user." + name + ": Attribute cannot be deleted\n");
      }
      gone.put(name, "");
      if (PROVABLE.contains(name)) {
        gone.put(name + "_verified", "");
      }
    }
    users.update(pool, user.username(), row -> row.withAttributes(gone));
  }
}
