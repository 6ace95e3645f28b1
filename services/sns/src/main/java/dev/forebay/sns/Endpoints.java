package dev.forebay.sns;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** What may be subscribed, by protocol ("Subscribe"). */
final class Endpoints {
  private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 ()./-]{2,20}");

  private Endpoints() {}

  /** Refuses an endpoint that does not fit its protocol, or the topic. */
  static void check(Protocol protocol, String endpoint, boolean fifoTopic) {
    if (endpoint.isEmpty()) {
      throw SnsErrors.invalid("Endpoint");
    }
    if (fifoTopic && protocol != Protocol.SQS) {
      throw SnsErrors.invalid(
          "Endpoint", "Please use an SQS queue for a FIFO topic, and not " + protocol.spelling());
    }
    switch (protocol) {
      case HTTP -> checkUrl(endpoint, "http");
      case HTTPS -> checkUrl(endpoint, "https");
      case EMAIL, EMAIL_JSON -> {
        if (!endpoint.contains("@")) {
          throw SnsErrors.invalid("Email address");
        }
      }
      case SMS -> {
        if (!PHONE.matcher(endpoint).matches()) {
          throw SnsErrors.invalid("Invalid SMS endpoint: " + endpoint);
        }
      }
      case SQS -> {
        if (!isOf(endpoint, "sqs")) {
          throw SnsErrors.invalid("SQS endpoint ARN");
        }
        if (endpoint.endsWith(".fifo") && !fifoTopic) {
          throw SnsErrors.invalid(
              "Invalid parameter: Endpoint",
              "FIFO SQS Queues can not be subscribed to standard SNS topics");
        }
      }
      case APPLICATION -> {
        if (!isOf(endpoint, "sns")) {
          throw SnsErrors.invalid("Application endpoint arn invalid:" + endpoint);
        }
      }
      case LAMBDA -> {
        if (!isOf(endpoint, "lambda")) {
          throw SnsErrors.invalid("Lambda endpoint ARN");
        }
      }
      case FIREHOSE -> {
        if (!isOf(endpoint, "firehose")) {
          throw SnsErrors.invalid("Firehose endpoint ARN");
        }
      }
    }
  }

  private static boolean isOf(String endpoint, String service) {
    return Arn.parse(endpoint)
        .filter(arn -> arn.service().equals(service))
        .filter(arn -> AccountId.isValid(arn.account()) && Region.isValid(arn.region()))
        .isPresent();
  }

  private static void checkUrl(String endpoint, String scheme) {
    try {
      URI url = new URI(endpoint);
      if (scheme.equals(url.getScheme()) && url.getHost() != null) {
        return;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw SnsErrors.invalid("Endpoint must match the specified protocol");
  }

  /** The account and region of an ARN. */
  static Optional<AccountRegion> place(String arn) {
    return Arn.parse(arn)
        .filter(parsed -> AccountId.isValid(parsed.account()) && Region.isValid(parsed.region()))
        .map(parsed ->
            new AccountRegion(new AccountId(parsed.account()), new Region(parsed.region())));
  }
}
