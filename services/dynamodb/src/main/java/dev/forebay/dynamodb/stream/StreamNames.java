package dev.forebay.dynamodb.stream;

import dev.forebay.dynamodb.store.Database;
import dev.forebay.dynamodb.store.Databases;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The streams that ARNs name. */
final class StreamNames {
  private static final Pattern RESOURCE = Pattern.compile("table/([^/]+)/stream/([^/]+)");

  private StreamNames() {}

  static Optional<StreamOperations.Found> find(Databases databases, Arn arn) {
    Matcher resource = RESOURCE.matcher(arn.resource());
    if (!arn.service().equals("dynamodb")
        || !resource.matches()
        || !AccountId.isValid(arn.account())
        || !Region.isValid(arn.region())) {
      return Optional.empty();
    }
    Database database =
        databases.of(new AccountRegion(new AccountId(arn.account()), new Region(arn.region())));
    return Streams.find(database, resource.group(1), resource.group(2))
        .map(row -> new StreamOperations.Found(database, row));
  }
}
