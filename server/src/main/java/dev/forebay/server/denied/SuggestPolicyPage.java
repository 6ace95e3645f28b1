package dev.forebay.server.denied;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.identity.denial.Denials;
import dev.forebay.identity.denial.Suggestion;
import dev.forebay.server.admin.AdminAnswer;
import dev.forebay.server.admin.AdminPage;
import dev.forebay.server.admin.AdminRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code POST /_forebay/suggest-policy}: the least that would have allowed what a principal was
 * denied. Thread-safe.
 */
public final class SuggestPolicyPage {
  private final Denials denials;

  /** A page that reads these denials. */
  public SuggestPolicyPage(Denials denials) {
    this.denials = denials;
  }

  /** The page. */
  public AdminPage page() {
    return AdminPage.post("/_forebay/suggest-policy", this::answer);
  }

  private AdminAnswer answer(AdminRequest request) {
    Map<String, JsonNode> members = request.members(Set.of("principal", "since"));
    String principal =
        text(members, "principal")
            .orElseThrow(() ->
                AdminRequest.invalid(
                    "principal must be the ARN of a user, a role or one of its sessions, or the"
                        + " name of a service"));
    Instant since = text(members, "since").map(SuggestPolicyPage::instant).orElse(Instant.MIN);
    return AdminAnswer.json(
        SuggestionView.of(principal, Suggestion.of(principal, denials.since(since))));
  }

  private static Optional<String> text(Map<String, JsonNode> members, String name) {
    Optional<JsonNode> member = Optional.ofNullable(members.get(name));
    if (member.isPresent() && !member.get().isTextual()) {
      throw AdminRequest.invalid(name + " must be a text");
    }
    return member.map(JsonNode::asText);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw AdminRequest.invalid(
          "since must be an instant such as 2026-01-31T12:00:00Z, and not '" + text + "'");
    }
  }
}
