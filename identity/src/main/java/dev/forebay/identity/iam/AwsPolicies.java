package dev.forebay.identity.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The policies that AWS manages and every account sees, as far as {@code aws-policies.json} has
 * them ("AWS managed policy reference"). Read at the first use; thread-safe.
 */
final class AwsPolicies {
  /** The account in their ARNs. */
  static final String OWNER = "aws";

  private static final String FILE = "aws-policies.json";

  private volatile Optional<NavigableMap<String, PolicyRow>> loaded = Optional.empty();

  /** The policy of a name. */
  Optional<PolicyRow> find(String name) {
    return Optional.ofNullable(policies().get(Kind.fold(name)));
  }

  /** All of them, in the order of their names. */
  List<PolicyRow> all() {
    return List.copyOf(policies().values());
  }

  private NavigableMap<String, PolicyRow> policies() {
    return loaded.orElseGet(() -> {
      NavigableMap<String, PolicyRow> read = read();
      loaded = Optional.of(read);
      return read;
    });
  }

  private static NavigableMap<String, PolicyRow> read() {
    JsonMapper json = new JsonMapper();
    NavigableMap<String, PolicyRow> policies = new TreeMap<>();
    try (InputStream in = AwsPolicies.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException("not on the class path: " + FILE);
      }
      for (JsonNode each : json.readTree(in)) {
        String name = each.path("name").asText();
        String text =
            json.writerWithDefaultPrettyPrinter().writeValueAsString(each.path("document"));
        policies.put(Kind.fold(name), row(name, each, new Document(text)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the policies of AWS cannot be read", e);
    }
    return policies;
  }

  private static PolicyRow row(String name, JsonNode each, Document document) {
    int version = each.path("version").asInt();
    long updated = Instant.parse(each.path("updated").asText()).getEpochSecond();
    List<PolicyRow.Version> versions = new ArrayList<>();
    versions.add(new PolicyRow.Version(version, document, updated));
    return new PolicyRow(
        name,
        each.path("path").asText("/"),
        id(name),
        updated,
        updated,
        Optional.of(each.path("description").asText()).filter(text -> !text.isEmpty()),
        Map.of(),
        versions,
        version,
        version);
  }

  // Not the ids that AWS gives, but the same everywhere and always.
  private static String id(String name) {
    long bits = 0;
    for (int i = 0; i < name.length(); i++) {
      bits = bits * 1_000_003 + name.charAt(i);
    }
    String digits = Long.toUnsignedString(bits, 32).toUpperCase(Locale.ROOT);
    return UniqueId.MANAGED_POLICY + ("0".repeat(17) + digits).substring(digits.length());
  }
}
