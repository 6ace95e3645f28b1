package dev.forebay.identity;

import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.wire.Caller;
import dev.forebay.wire.SessionFacts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What a session token says. It is signed with the session key, not encrypted: there is nothing in
 * it that its owner does not know. Immutable.
 *
 * @param accessKeyId the key that it belongs to
 * @param caller whom the session stands for
 * @param expires when it ends, in whole seconds
 */
record SessionToken(String accessKeyId, Caller caller, Instant expires) {
  private static final int VERSION = 2;
  private static final int SIGNATURE_BYTES = 32;
  private static final String PURPOSE = "token";

  /** The token's text. */
  String encode(SessionKey key) {
    byte[] claims = claims();
    byte[] signature = key.hash(PURPOSE, claims);
    byte[] whole = Arrays.copyOf(claims, claims.length + SIGNATURE_BYTES);
    System.arraycopy(signature, 0, whole, claims.length, SIGNATURE_BYTES);
    return Base64.getEncoder().encodeToString(whole);
  }

  /** The token that a text spells, if this key signed it. */
  static Optional<SessionToken> decode(SessionKey key, String text) {
    byte[] whole;
    try {
      whole = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (whole.length <= SIGNATURE_BYTES) {
      return Optional.empty();
    }
    byte[] claims = Arrays.copyOf(whole, whole.length - SIGNATURE_BYTES);
    byte[] signature = Arrays.copyOfRange(whole, claims.length, whole.length);
    return MessageDigest.isEqual(key.hash(PURPOSE, claims), signature)
        ? read(claims)
        : Optional.empty();
  }

  private byte[] claims() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(expires.getEpochSecond());
      out.writeUTF(accessKeyId);
      switch (caller) {
        case Caller.Root root -> {
          out.writeByte('r');
          out.writeUTF(root.account().value());
        }
        case Caller.User user -> {
          out.writeByte('u');
          out.writeUTF(user.arn().toString());
          out.writeUTF(user.userId());
        }
        case Caller.RoleSession session -> {
          out.writeByte('s');
          out.writeUTF(session.role().toString());
          out.writeUTF(session.roleId());
          out.writeUTF(session.sessionName());
          SessionClaims.write(session.facts(), out);
        }
        case Caller.FederatedUser session -> {
          out.writeByte('f');
          out.writeUTF(session.issuer().toString());
          out.writeUTF(session.issuerId());
          out.writeUTF(session.sessionName());
          SessionClaims.write(session.facts(), out);
        }
        case Caller.Service service ->
            throw new IllegalArgumentException("a service has no session: " + service.name());
        case Caller.Anonymous nobody ->
            throw new IllegalArgumentException("nobody has no session: " + nobody.name());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a session's names are too long", e);
    }
    return bytes.toByteArray();
  }

  private static Optional<SessionToken> read(byte[] claims) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(claims))) {
      if (in.readByte() != VERSION) {
        return Optional.empty();
      }
      Instant expires = Instant.ofEpochSecond(in.readLong());
      String accessKeyId = in.readUTF();
      Optional<Caller> caller =
          switch (in.readByte()) {
            case 'r' -> Optional.of(new Caller.Root(new AccountId(in.readUTF())));
            case 'u' -> {
              Optional<Arn> arn = Arn.parse(in.readUTF());
              String id = in.readUTF();
              yield arn.map(user -> new Caller.User(user, id));
            }
            case 's' -> {
              Optional<Arn> arn = Arn.parse(in.readUTF());
              String id = in.readUTF();
              String name = in.readUTF();
              SessionFacts facts = SessionClaims.read(in);
              yield arn.map(role -> new Caller.RoleSession(role, id, name, facts));
            }
            case 'f' -> {
              Optional<Arn> arn = Arn.parse(in.readUTF());
              String id = in.readUTF();
              String name = in.readUTF();
              SessionFacts facts = SessionClaims.read(in);
              yield arn.map(issuer -> new Caller.FederatedUser(issuer, id, name, facts));
            }
            default -> Optional.empty();
          };
      return caller.map(who -> new SessionToken(accessKeyId, who, expires));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
