package dev.forebay.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.TableSpace.Row;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The resource policies of log groups, for whoever decides about calls: always as they are stored.
 * Thread-safe.
 */
public final class GroupPolicies {
  private static final JsonFactory JSON = new JsonFactory();

  private final StorageEngine engine;
  private final RandomGenerator random;

  /**
   * The policies in a storage.
   *
   * @param random thread-safe; for ids
   */
  public GroupPolicies(StorageEngine engine, RandomGenerator random) {
    this.engine = engine;
    this.random = random;
  }

  /** The policy that says who else may use a group or a stream, which need not exist. */
  public Optional<String> find(Arn resource) {
    return AccountId.isValid(resource.account()) && Region.isValid(resource.region())
        ? all(new AccountRegion(new AccountId(resource.account()), new Region(resource.region())))
        : Optional.empty();
  }

  /** All policies of the account as one, if there are any. */
  private Optional<String> all(AccountRegion place) {
    List<Row> known = LogTables.of(engine, random, place).policies();
    if (known.isEmpty()) {
      return Optional.empty();
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeStringField("Version", "2012-10-17");
      out.writeArrayFieldStart("Statement");
      for (Row row : known) {
        copyStatements(ResourcePolicyOperations.read(row).policyDocument(), out);
      }
      out.writeEndArray();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(text.toString());
  }

  private static void copyStatements(String document, JsonGenerator out) throws IOException {
    try (JsonParser parser = JSON.createParser(document)) {
      parser.nextToken();
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        if (!name.equals("Statement")) {
          parser.skipChildren();
        } else if (value == JsonToken.START_ARRAY) {
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            out.copyCurrentStructure(parser);
          }
        } else {
          out.copyCurrentStructure(parser);
        }
      }
    }
  }
}
