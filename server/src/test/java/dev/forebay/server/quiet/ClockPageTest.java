package dev.forebay.server.quiet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.model.RequestId;
import dev.forebay.model.SteeredClock;
import dev.forebay.model.SystemClock;
import dev.forebay.model.VirtualClock;
import dev.forebay.server.admin.AdminRoutes;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.http.RawRequest;
import dev.forebay.wire.http.RawResponse;
import dev.forebay.wire.protocol.Headers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClockPageTest {
  private final VirtualClock real = new VirtualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final SteeredClock clock = new SteeredClock(real);
  private final AdminRoutes routes =
      new AdminRoutes(
          new ClockPage(clock, new SystemClock(), new Quiet(List.of(), new SystemClock())).pages());

  private String call(String method, String target, String body) {
    int question = target.indexOf('?');
    AtomicReference<String> answer = new AtomicReference<>("");
    try {
      routes.handle(
          new RawRequest(
              method,
              question < 0 ? target : target.substring(0, question),
              question < 0 ? "" : target.substring(question + 1),
              Headers.of("Host", "localhost"),
              new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
              new RequestId("6e1f7f0a-7c5e-4b0e-9a55-000000000000"),
              URI.create("http://localhost"),
              RawRequest.Sender.UNKNOWN),
          new RawResponse() {
            @Override
            public void send(int status, Headers headers, Bytes sent) {
              answer.set(status + " " + sent.toUtf8().replaceAll("\\s+", ""));
            }

            @Override
            public OutputStream stream(int status, Headers headers) {
              return new ByteArrayOutputStream();
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return answer.get();
  }

  private String steer(String body) {
    return call("POST", "/_forebay/clock", body);
  }

  @Test
  void itSaysWhatTheClockShows() {
    assertThat(call("GET", "/_forebay/clock", ""))
        .isEqualTo(
            "200 {\"state\":\"running\",\"now\":\"2026-01-01T00:00:00Z\",\"ahead\":\"PT0S\"}");
  }

  @Test
  void itFreezesAdvancesAndResumes() {
    assertThat(steer("{\"freeze\": true}"))
        .isEqualTo(
            "200 {\"state\":\"frozen\",\"now\":\"2026-01-01T00:00:00Z\",\"ahead\":\"PT0S\"}");
    assertThat(steer("{\"advance\": \"PT1H30M\"}"))
        .isEqualTo(
            "200 {\"state\":\"frozen\",\"now\":\"2026-01-01T01:30:00Z\",\"ahead\":\"PT1H30M\",\"settled\":true,\"ran\":{},\"going\":[],\"waiting\":[]}");
    assertThat(steer("{\"advance\": 1.5}"))
        .isEqualTo(
            "200 {\"state\":\"frozen\",\"now\":\"2026-01-01T01:30:01.500Z\",\"ahead\":\"PT1H30M1.5S\",\"settled\":true,\"ran\":{},\"going\":[],\"waiting\":[]}");
    assertThat(steer("{\"resume\": true}"))
        .isEqualTo(
            "200 {\"state\":\"running\",\"now\":\"2026-01-01T01:30:01.500Z\",\"ahead\":\"PT1H30M1.5S\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"freeze\":true,\"advance\":1}",
        "{\"freeze\":false}",
        "{\"resume\":\"yes\"}",
        "{\"advance\":\"an hour\"}",
        "{\"advance\":null}",
        "{\"advance\":1e30}",
        "{\"advance\":true}"
      })
  void whatCannotBeMeantIsRefusedWithWhatCan(String body) {
    assertThatThrownBy(() -> steer(body))
        .isInstanceOfSatisfying(
            AwsException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo("ValidationException");
              assertThat(refused.status()).isEqualTo(400);
              assertThat(refused.text())
                  .startsWith("The body must be {\"freeze\": true}, {\"advance\": \"PT1H\"}");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"advance\":-1} | The clock can be advanced by 0 s to 366 days at a time, and not by -1",
        "{\"advance\":\"P400D\"} | The clock can be advanced by 0 s to 366 days at a time",
        "{\"stop\":true} | There is no member 'stop' here; there is [advance, freeze, resume]",
        "[1] | The body must be a JSON object",
        "{freeze} | The body is no JSON"
      })
  void aWrongOrderIsRefusedByName(String body, String message) {
    assertThatThrownBy(() -> steer(body))
        .isInstanceOf(AwsException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void anotherMethodAnUnknownParameterAndAHugeBodyAreRefused() {
    assertThatThrownBy(() -> call("PUT", "/_forebay/clock", ""))
        .hasMessage("/_forebay/clock answers GET and POST, not PUT");
    assertThatThrownBy(() -> call("GET", "/_forebay/clock?at=1", ""))
        .hasMessage("There is no parameter 'at' here; there is none");
    assertThatThrownBy(() -> call("GET", "/_forebay/clock?%zz=1", ""))
        .hasMessage("'%zz' is not percent-encoded as it should be");
    assertThatThrownBy(() -> steer(" ".repeat(70_000))).hasMessage("The body may have 65536 bytes");
    assertThatThrownBy(() -> call("GET", "/_forebay/time", ""))
        .hasMessage("There is nothing at /_forebay/time; there is [/_forebay/clock]");
  }
}
