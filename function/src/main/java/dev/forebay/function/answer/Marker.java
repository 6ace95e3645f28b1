package dev.forebay.function.answer;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Where the next page of a listing starts: behind the last item of the page before. Opaque to
 * callers; one that this listing did not give out is refused. Immutable.
 *
 * @param listing what is listed
 * @param last the sort key of the last item that was answered
 */
record Marker(String listing, String last) {

  /**
   * The marker that the text spells.
   *
   * @throws dev.forebay.wire.AwsException 400 for one that was not given out by the listing
   */
  static Marker parse(String listing, String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int cut = plain.indexOf('\n');
      if (cut > 0) {
        Marker marker = new Marker(listing, plain.substring(cut + 1));
        if (marker.check().equals(plain.substring(0, cut))) {
          return marker;
        }
      }
    } catch (IllegalArgumentException notBase64) {
      throw invalid();
    }
    throw invalid();
  }

  private static RuntimeException invalid() {
    return Refusals.invalidParameter("The marker is not valid for this listing.");
  }

  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((check() + "\n" + last).getBytes(StandardCharsets.UTF_8));
  }

  private String check() {
    CRC32 sum = new CRC32();
    sum.update((listing + "\n" + last).getBytes(StandardCharsets.UTF_8));
    return Long.toString(sum.getValue(), Character.MAX_RADIX);
  }
}
