package dev.forebay.wire.form;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.wire.AwsException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms as they come over the wire, in pieces of any size. */
class MultipartFormTest {
  private static final String TYPE = "multipart/form-data; boundary=\"-x y\"";

  /** Gives at most so many bytes at once, a random number of them. */
  private static InputStream pieces(byte[] bytes, int most, SplittableRandom random) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] out, int from, int length) {
        return super.read(out, from, Math.min(length, 1 + random.nextInt(most)));
      }
    };
  }

  private static byte[] form(byte[] file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(utf8("---x y\r\nContent-Disposition: form-data; name=\"Key\"\r\n\r\nü/k\r\n"));
    out.writeBytes(utf8("---x y\r\ncontent-disposition: form-data; name=a\r\n\r\n1\r\n"));
    out.writeBytes(utf8("---x y\r\nContent-Disposition: form-data; name=\"A\"\r\n\r\n2\r\n"));
    out.writeBytes(
        utf8(
            "---x y\r\nContent-Disposition: form-data; name=\"file\";"
                + " filename=\"C:\\dir\\fïle.txt\"\r\nContent-Type: text/plain\r\n\r\n"));
    out.writeBytes(file);
    out.writeBytes(
        utf8("\r\n---x y\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nlater\r\n"));
    out.writeBytes(utf8("---x y--\r\n"));
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String refusal(String body) throws IOException {
    return refusal(TYPE, body);
  }

  private static String refusal(String type, String body) throws IOException {
    try {
      MultipartForm form = MultipartForm.read(new ByteArrayInputStream(utf8(body)), type);
      if (form.fileName().isEmpty()) {
        return "no file";
      }
      form.file().readAllBytes();
      return "read";
    } catch (AwsException e) {
      return e.code();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void fieldsAndFileComeAsTheyWereSent(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] file = new byte[random.nextInt(200_000)];
    byte[] nearly = utf8("\r\n---x ");
    for (int i = 0; i < file.length; i++) {
      // Much that looks like a boundary at first, and never is one.
      file[i] = nearly[random.nextInt(nearly.length)];
    }
    int most = seed % 2 == 0 ? 70_000 : 1 + random.nextInt(50);
    MultipartForm form = MultipartForm.read(pieces(form(file), most, random), TYPE);
    assertThat(form.fields()).isEqualTo(Map.of("key", "ü/k", "a", "1,2"));
    assertThat(form.fileName().orElseThrow()).endsWith("fïle.txt");
    assertThat(Arrays.equals(form.file().readAllBytes(), file)).isTrue();
  }

  @Test
  void onlyTheFilesOwnNameCounts() throws IOException {
    MultipartForm form =
        MultipartForm.read(
            new ByteArrayInputStream(
                utf8(
                    "---x y\r\nContent-Disposition: form-data; name=\"file\";"
                        + " filename=\"a/b/c.txt\"\r\n\r\nhello\r\n---x y--")),
            TYPE);
    assertThat(form.fileName()).contains("c.txt");
    assertThat(new String(form.file().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("hello");
  }

  @Test
  void whatIsNoFormIsRefused() throws IOException {
    String file = "---x y\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhello";
    assertThat(refusal(file + "\r\n---x y--")).isEqualTo("read");
    assertThat(refusal(file)).isEqualTo("MalformedPOSTRequest");
    assertThat(refusal(file + "\r\n---x y\r\n")).isEqualTo("MalformedPOSTRequest");
    assertThat(refusal("")).isEqualTo("MalformedPOSTRequest");
    assertThat(refusal("nothing of the kind")).isEqualTo("MalformedPOSTRequest");
    assertThat(refusal("---x y\r\nno header\r\n\r\nhello\r\n---x y--"))
        .isEqualTo("MalformedPOSTRequest");
    assertThat(refusal("---x y\r\nContent-Disposition: form-data\r\n\r\nhello\r\n---x y--"))
        .isEqualTo("MalformedPOSTRequest");
    assertThat(refusal("multipart/form-data", file + "\r\n---x y--"))
        .isEqualTo("MalformedPOSTRequest");
    assertThat(refusal("---x y--")).isEqualTo("MalformedPOSTRequest");
    assertThat(refusal(file.replace("\"file\"", "\"key\"") + "\r\n---x y--")).isEqualTo("no file");
    assertThat(refusal(file + "\r\n" + file + "\r\n---x y--")).isEqualTo("InvalidArgument");
  }

  @Test
  void littleMayComeBeforeTheFile() throws IOException {
    String field = "---x y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
    assertThat(refusal(field + "b".repeat(30_000) + "\r\n---x y--"))
        .isEqualTo("MaxPostPreDataLengthExceeded");
    assertThat(refusal((field + "b\r\n").repeat(1_000) + "---x y--"))
        .isEqualTo("MaxPostPreDataLengthExceeded");
  }
}
