package dev.forebay.cognito;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A user as it is stored. All times in milliseconds since 1970. Immutable.
 *
 * @param username under which it is kept
 * @param sub its unique id
 * @param attributes all but {@code sub}, values as text
 * @param enabled whether it may sign in
 * @param status as {@code UserStatusType} spells it
 * @param created when it was made
 * @param modified when it was last changed
 * @param password what it knows; null before it has any
 * @param groups the names of its groups
 * @param mfa its second factors
 * @param codes those that were sent, by their purpose
 * @param tries sign-ins that failed
 * @param signedOut tokens from before are worth nothing; 0 for never
 * @param revoked until when tokens of a sign-in would last that was revoked, by its id
 */
record UserRow(
    String username,
    String sub,
    Map<String, String> attributes,
    boolean enabled,
    String status,
    long created,
    long modified,
    @Nullable Password password,
    List<String> groups,
    Mfa mfa,
    Map<String, Code> codes,
    Tries tries,
    long signedOut,
    Map<String, Long> revoked) {
  static final String UNCONFIRMED = "UNCONFIRMED";
  static final String CONFIRMED = "CONFIRMED";
  static final String RESET_REQUIRED = "RESET_REQUIRED";
  static final String FORCE_CHANGE_PASSWORD = "FORCE_CHANGE_PASSWORD";

  UserRow {
    attributes = Map.copyOf(attributes);
    groups = List.copyOf(groups);
    codes = Map.copyOf(codes);
    revoked = Map.copyOf(revoked);
  }

  /**
   * What proves that somebody knows the password, without being it.
   *
   * @param salt in hexadecimal
   * @param verifier in hexadecimal, of SRP
   * @param since when it was set
   * @param earlier those before it, the latest first, as many as a policy may ask for
   */
  record Password(String salt, String verifier, long since, List<Verifier> earlier) {
    private static final int MOST = 24;

    Password {
      earlier = List.copyOf(earlier);
    }

    @JsonIgnore
    Verifier current() {
      return new Verifier(salt, verifier);
    }

    /** This one, and those before it. */
    @JsonIgnore
    List<Verifier> all() {
      List<Verifier> all = new ArrayList<>(List.of(current()));
      all.addAll(earlier);
      return all.subList(0, Math.min(all.size(), MOST));
    }
  }

  /** A salt and what SRP makes of it and a password, both in hexadecimal. */
  record Verifier(String salt, String verifier) {}

  /**
   * Second factors.
   *
   * @param secret of the authenticator, in base32; empty for none
   * @param pending one that was not proven yet
   * @param token whether the authenticator is asked
   * @param sms whether a text message is asked
   * @param email whether a mail is asked
   * @param preferred which of them first; empty for none
   * @param lastStep of the authenticator's code that was last taken
   */
  record Mfa(
      String secret,
      String pending,
      boolean token,
      boolean sms,
      boolean email,
      String preferred,
      long lastStep) {
    static final Mfa NONE = new Mfa("", "", false, false, false, "", 0);
  }

  /**
   * A code that was sent.
   *
   * @param value the code
   * @param expires after which it is worth nothing
   * @param failures how often another was given
   * @param about the value of the attribute that it proves, or nothing
   */
  record Code(String value, long expires, int failures, String about) {}

  /**
   * Sign-ins that failed since the last that did not.
   *
   * @param failures how many
   * @param lockedUntil when the next may be tried
   */
  record Tries(int failures, long lockedUntil) {
    static final Tries NONE = new Tries(0, 0);
  }

  Optional<String> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  /** Whether an address or number is proven to be the user's. */
  boolean hasVerified(String name) {
    return attributes.containsKey(name) && "true".equals(attributes.get(name + "_verified"));
  }

  @JsonIgnore
  boolean isConfirmed() {
    return status.equals(CONFIRMED);
  }

  /** All attributes, {@code sub} before the others. */
  Map<String, String> everything() {
    Map<String, String> all = new TreeMap<>(attributes);
    all.put("sub", sub);
    return all;
  }

  /** With other values of attributes; an empty one takes its attribute away. */
  UserRow withAttributes(Map<String, String> changes) {
    Map<String, String> merged = new TreeMap<>(attributes);
    merged.putAll(changes);
    merged.values().removeIf(String::isEmpty);
    return new UserRow(
        username, sub, merged, enabled, status, created, modified, password, groups, mfa, codes,
        tries, signedOut, revoked);
  }

  UserRow withEnabled(boolean now) {
    return new UserRow(
        username,
        sub,
        attributes,
        now,
        status,
        created,
        modified,
        password,
        groups,
        mfa,
        codes,
        tries,
        signedOut,
        revoked);
  }

  UserRow withStatus(String now) {
    return new UserRow(
        username,
        sub,
        attributes,
        enabled,
        now,
        created,
        modified,
        password,
        groups,
        mfa,
        codes,
        tries,
        signedOut,
        revoked);
  }

  UserRow modifiedAt(long time) {
    return new UserRow(
        username,
        sub,
        attributes,
        enabled,
        status,
        created,
        time,
        password,
        groups,
        mfa,
        codes,
        tries,
        signedOut,
        revoked);
  }

  UserRow withPassword(Password now) {
    return new UserRow(
        username,
        sub,
        attributes,
        enabled,
        status,
        created,
        modified,
        now,
        groups,
        mfa,
        codes,
        Tries.NONE,
        signedOut,
        revoked);
  }

  UserRow withGroups(UnaryOperator<List<String>> change) {
    return new UserRow(
        username,
        sub,
        attributes,
        enabled,
        status,
        created,
        modified,
        password,
        change.apply(new ArrayList<>(groups)),
        mfa,
        codes,
        tries,
        signedOut,
        revoked);
  }

  UserRow withMfa(Mfa now) {
    return new UserRow(
        username,
        sub,
        attributes,
        enabled,
        status,
        created,
        modified,
        password,
        groups,
        now,
        codes,
        tries,
        signedOut,
        revoked);
  }

  UserRow withCode(String purpose, Code code) {
    Map<String, Code> merged = new TreeMap<>(codes);
    merged.put(purpose, code);
    return withCodes(merged);
  }

  UserRow withoutCode(String purpose) {
    Map<String, Code> left = new TreeMap<>(codes);
    left.remove(purpose);
    return withCodes(left);
  }

  private UserRow withCodes(Map<String, Code> others) {
    return new UserRow(
        username,
        sub,
        attributes,
        enabled,
        status,
        created,
        modified,
        password,
        groups,
        mfa,
        others,
        tries,
        signedOut,
        revoked);
  }

  UserRow withTries(Tries now) {
    return new UserRow(
        username,
        sub,
        attributes,
        enabled,
        status,
        created,
        modified,
        password,
        groups,
        mfa,
        codes,
        now,
        signedOut,
        revoked);
  }

  UserRow signedOutAt(long time) {
    return new UserRow(
        username,
        sub,
        attributes,
        enabled,
        status,
        created,
        modified,
        password,
        groups,
        mfa,
        codes,
        tries,
        time,
        Map.of());
  }

  /** With one more sign-in revoked, and without those whose tokens have all ended. */
  UserRow revoking(String origin, long until, long now) {
    Map<String, Long> merged = new TreeMap<>(revoked);
    merged.values().removeIf(end -> end < now);
    merged.put(origin, until);
    return new UserRow(
        username,
        sub,
        attributes,
        enabled,
        status,
        created,
        modified,
        password,
        groups,
        mfa,
        codes,
        tries,
        signedOut,
        merged);
  }
}
