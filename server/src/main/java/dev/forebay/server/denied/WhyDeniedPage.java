package dev.forebay.server.denied;

import dev.forebay.identity.denial.Denial;
import dev.forebay.identity.denial.Denials;
import dev.forebay.server.admin.AdminAnswer;
import dev.forebay.server.admin.AdminPage;
import dev.forebay.server.admin.AdminRequest;
import dev.forebay.wire.AwsException;
import java.util.List;
import java.util.Set;

/**
 * {@code GET /_forebay/why-denied} and {@code GET /_forebay/why-denied/REQUEST_ID}: why calls were
 * denied. Thread-safe.
 */
public final class WhyDeniedPage {
  private static final String PATH = "/_forebay/why-denied";
  private static final int STANDARD_LIMIT = 20;
  private static final int MOST = 1_000;

  private final Denials denials;

  /** Pages of these denials. */
  public WhyDeniedPage(Denials denials) {
    this.denials = denials;
  }

  /**
   * The answer of both pages.
   *
   * @param denials the latest first
   */
  record Answer(List<DenialView> denials) {}

  /** The pages. */
  public List<AdminPage> pages() {
    return List.of(
        new AdminPage("GET", PATH, Set.of("limit"), this::latest),
        AdminPage.get(PATH + "/*", this::one));
  }

  private AdminAnswer latest(AdminRequest request) {
    return answer(denials.latest(limit(request)));
  }

  private AdminAnswer one(AdminRequest request) {
    List<Denial> found = denials.of(request.rest());
    if (found.isEmpty()) {
      throw new AwsException(
          "ResourceNotFoundException",
          404,
          "No denial of a request with the id "
              + request.rest()
              + " is known; the latest thousand are, since the start or the last reset");
    }
    return answer(found);
  }

  private static AdminAnswer answer(List<Denial> denials) {
    return AdminAnswer.json(new Answer(denials.stream().map(DenialView::of).toList()));
  }

  private static int limit(AdminRequest request) {
    String text = request.parameter("limit").orElse(Integer.toString(STANDARD_LIMIT));
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Said below, as for any other number.
    }
    throw AdminRequest.invalid("limit must be 1 to " + MOST + ", and not '" + text + "'");
  }
}
