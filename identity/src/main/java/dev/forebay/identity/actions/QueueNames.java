package dev.forebay.identity.actions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The ARNs of queues. */
final class QueueNames {
  private static final ObjectMapper JSON = new ObjectMapper();

  private QueueNames() {}

  /** The queue of a URL, or of its path: account and name are its last two parts. */
  static Optional<String> ofUrl(Members request, String member) {
    return request
        .text(member)
        .map(url -> {
          int query = url.indexOf('?');
          String path = query < 0 ? url : url.substring(0, query);
          int name = path.lastIndexOf('/');
          int account = name < 0 ? -1 : path.lastIndexOf('/', name - 1);
          String owner = name < 0 ? "" : path.substring(account + 1, name);
          return arn(request.context().place(), Optional.of(owner), path.substring(name + 1));
        });
  }

  /** The queue of a name and its owner, who may be left out. */
  static Optional<String> ofOwner(Members request, String name, String owner) {
    return request
        .text(name)
        .map(queue -> arn(request.context().place(), request.text(owner), queue));
  }

  /** The source of a task that moves messages, which its handle tells. */
  static Optional<String> ofTask(Members request, String member) {
    return request
        .text(member)
        .flatMap(handle -> {
          try {
            String text = new String(Base64.getDecoder().decode(handle), StandardCharsets.UTF_8);
            return Optional.of(JSON.readTree(text).path("sourceArn").asText())
                .filter(source -> Arn.parse(source).isPresent());
          } catch (IllegalArgumentException | JsonProcessingException e) {
            return Optional.empty();
          }
        });
  }

  private static String arn(AccountRegion place, Optional<String> owner, String queue) {
    String account = owner.filter(AccountId::isValid).orElse(place.account().value());
    return "arn:"
        + place.region().partition()
        + ":sqs:"
        + place.region()
        + ":"
        + account
        + ":"
        + queue;
  }
}
