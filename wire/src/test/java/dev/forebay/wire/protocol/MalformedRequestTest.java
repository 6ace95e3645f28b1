package dev.forebay.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Bytes;
import dev.forebay.wire.ServiceBinding;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.PutLogEventsResponse;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.GetFunctionRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.ListFunctionsRequest;
import software.amazon.awssdk.services.lambda.model.ListFunctionsResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;

/** Whatever comes over the wire gets an answer in AWS's shape: 400, never a crash. */
class MalformedRequestTest {
  private static final String FINE =
      "{\"FunctionName\":\"fn\",\"Role\":\"arn:aws:iam::123456789012:role/r\",\"Code\":{}";

  private final Loopback wire =
      new Loopback(
          ServiceBinding.of("lambda")
              .on(
                  "CreateFunction",
                  CreateFunctionRequest::builder,
                  (context, request) ->
                      CreateFunctionResponse.builder()
                          .functionName(request.functionName())
                          .timeout(request.timeout())
                          .build())
              .on(
                  "ListFunctions",
                  ListFunctionsRequest::builder,
                  (context, request) -> ListFunctionsResponse.builder().build())
              .on(
                  "GetFunction",
                  GetFunctionRequest::builder,
                  (context, request) -> GetFunctionResponse.builder().build())
              .build(),
          ServiceBinding.of("logs")
              .on(
                  "PutLogEvents",
                  PutLogEventsRequest::builder,
                  (context, request) -> PutLogEventsResponse.builder().build())
              .build(),
          ServiceBinding.of("sts")
              .on(
                  "AssumeRole",
                  AssumeRoleRequest::builder,
                  (context, request) -> AssumeRoleResponse.builder().build())
              .build());

  private WireResponse create(Bytes body) {
    return wire.answer(
        new WireRequest(
            "POST",
            "/2015-03-31/functions",
            "",
            Headers.of("Content-Type", "application/json"),
            body),
        Optional.of("lambda"));
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        Arguments.of("{", "Could not parse request body into json: "),
        Arguments.of("foo", "Could not parse request body into json: Unrecognized token 'foo'"),
        Arguments.of(FINE + "} trailing", "Could not parse request body into json: "),
        Arguments.of(FINE + "}{}", "Could not parse request body into json: there is more"),
        Arguments.of("[]", "Start of list found where not expected"),
        Arguments.of("\"text\"", "STRING_VALUE can not be converted to a Structure"),
        Arguments.of(
            FINE + ",\"Timeout\":\"3\"}", "STRING_VALUE can not be converted to an Integer"),
        Arguments.of(FINE + ",\"Timeout\":true}", "TRUE_VALUE can not be converted to an Integer"),
        Arguments.of(FINE + ",\"Handler\":5}", "NUMBER_VALUE can not be converted to a String"),
        Arguments.of(
            FINE + ",\"Handler\":{}}", "Start of structure or map found where not expected."),
        Arguments.of(FINE + ",\"Publish\":\"yes\"}", "STRING_VALUE can not be converted to a Bool"),
        Arguments.of(FINE + ",\"Layers\":\"one\"}", "Expected list or null"),
        Arguments.of(FINE + ",\"Tags\":[]}", "Start of list found where not expected"),
        Arguments.of(
            FINE + ",\"VpcConfig\":7}", "NUMBER_VALUE can not be converted to a Structure"),
        Arguments.of(FINE + ",\"Timeout\":99999999999}", "NUMBER_VALUE can not be converted"),
        Arguments.of(FINE + ",\"Timeout\":1e999999999}", "NUMBER_VALUE can not be converted"),
        Arguments.of(
            FINE + ",\"Timeout\":" + "9".repeat(5000) + "}",
            "Could not parse request body into json: "),
        Arguments.of(
            FINE + ",\"Code\":{\"ZipFile\":\"***\"}}",
            "Could not parse request body into json: invalid base64"),
        Arguments.of(
            FINE + ",\"Unknown\":" + "[".repeat(5000) + "]".repeat(5000) + "}",
            "Could not parse request body into json: "));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void aBodyThatDoesNotFitIsASerializationException(String body, String message) {
    WireResponse response = create(Bytes.utf8(body));
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("SerializationException");
    assertThat(response.body().toUtf8()).startsWith("{\"message\":\"" + message);
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] body = (FINE + ",\"Handler\":\"abc\"}").getBytes(StandardCharsets.UTF_8);
    body[body.length - 4] = (byte) 0xC3;
    assertThat(create(Bytes.wrap(body)).status()).isEqualTo(400);
  }

  @Test
  void unknownMembersAreIgnoredNullsMeanAbsentAndTheLastOfDuplicatesCounts() {
    WireResponse response =
        create(
            Bytes.utf8(
                FINE
                    + ",\"Unknown\":{\"a\":[1,{\"b\":null}]},\"Handler\":null,\"Timeout\":5,"
                    + "\"Timeout\":7}"));
    assertThat(response.status()).isEqualTo(201);
    assertThat(response.body().toUtf8()).isEqualTo("{\"FunctionName\":\"fn\",\"Timeout\":7}");
  }

  @Test
  void aBodyOfAnotherContentTypeIsReadAsJsonAllTheSame() {
    WireResponse response =
        wire.answer(
            new WireRequest(
                "POST",
                "/2015-03-31/functions",
                "",
                Headers.of("Content-Type", "application/x-www-form-urlencoded"),
                Bytes.utf8(FINE + "}")),
            Optional.of("lambda"));
    assertThat(response.status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/2015-03-31/functions/a%",
        "/2015-03-31/functions/a%2",
        "/2015-03-31/functions/a%zz",
        "/2015-03-31/functions/a%ff"
      })
  void aMalformedEscapeInThePathIsRefused(String path) {
    WireResponse response =
        wire.answer(
            new WireRequest("GET", path, "", Headers.EMPTY, Bytes.EMPTY), Optional.of("lambda"));
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("SerializationException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MaxItems=abc", "MaxItems=%", "MaxItems=1%c3", "MaxItems=99999999999"})
  void aMalformedQueryIsRefused(String query) {
    WireResponse response =
        wire.answer(
            new WireRequest("GET", "/2015-03-31/functions/", query, Headers.EMPTY, Bytes.EMPTY),
            Optional.of("lambda"));
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("SerializationException");
  }

  @Test
  void anUnknownPathNamesWhatWasAskedFor() {
    WireResponse response =
        wire.answer(
            new WireRequest("GET", "/2015-03-31/nonsense", "", Headers.EMPTY, Bytes.EMPTY),
            Optional.of("lambda"));
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.headers().first("x-amzn-ErrorType")).contains("UnknownOperationException");
    assertThat(response.body().toUtf8())
        .isEqualTo("{\"message\":\"No operation of lambda answers GET /2015-03-31/nonsense\"}");
  }

  @Test
  void anUnknownTargetIsNamedInTheJsonProtocolsShape() {
    WireResponse response =
        wire.answer(
            new WireRequest(
                "POST",
                "/",
                "",
                Headers.of(
                    "X-Amz-Target",
                    "Logs_20140328.Nonsense",
                    "Content-Type",
                    "application/x-amz-json-1.1"),
                Bytes.utf8("{}")),
            Optional.of("logs"));
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.headers().first("Content-Type")).contains("application/x-amz-json-1.1");
    assertThat(response.body().toUtf8())
        .isEqualTo(
            "{\"__type\":\"UnknownOperationException\",\"message\":\"logs has no operation"
                + " Nonsense\"}");
  }

  @Test
  void anUnknownActionIsNamedInXml() {
    WireResponse response =
        wire.answer(
            new WireRequest(
                "POST",
                "/",
                "",
                Headers.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
                Bytes.utf8("Action=Non%26sense&Version=2011-06-15")),
            Optional.empty());
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body().toUtf8())
        .isEqualTo(
            "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>Could not"
                + " find operation Non&amp;sense for version 2011-06-15</Message></Error>"
                + "<RequestId>"
                + Loopback.REQUEST_ID
                + "</RequestId></ErrorResponse>");
  }

  @Test
  void aServiceThatNobodyKnowsIsNamed() {
    WireResponse response =
        wire.answer(
            new WireRequest("GET", "/", "", Headers.EMPTY, Bytes.EMPTY), Optional.of("braket"));
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body().toUtf8()).contains("braket");
  }

  @Test
  void anOperationIsFoundWithoutASignature() {
    WireResponse response =
        wire.answer(
            new WireRequest("GET", "/2015-03-31/functions/fn", "", Headers.EMPTY, Bytes.EMPTY),
            Optional.empty());
    assertThat(response.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noMutilatedRequestIsAnsweredByAnythingButAnAnswerOfAws(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    String[] seeds = {
      FINE + ",\"Code\":{\"ZipFile\":\"UEsDBA==\"},\"Environment\":{\"Variables\":{\"K1\":\"v\"}}}",
      "{\"logGroupName\":\"g\",\"logStreamName\":\"s\",\"logEvents\":[{\"timestamp\":1,"
          + "\"message\":\"m\"}]}",
      "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fa"
          + "&RoleSessionName=me&Tags.member.1.Key=a&Tags.member.1.Value=b"
    };
    for (int round = 0; round < 4_000; round++) {
      int kind = random.nextInt(3);
      byte[] body = seeds[kind].getBytes(StandardCharsets.UTF_8);
      for (int change = random.nextInt(4); change >= 0; change--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      Headers headers =
          switch (kind) {
            case 0 -> Headers.of("Content-Type", "application/json");
            case 1 ->
                Headers.of(
                    "Content-Type",
                    random.nextBoolean()
                        ? "application/x-amz-json-1.1"
                        : "application/x-amz-cbor-1.1",
                    "X-Amz-Target",
                    "Logs_20140328.PutLogEvents");
            default -> Headers.of("Content-Type", "application/x-www-form-urlencoded");
          };
      String path = kind == 0 ? "/2015-03-31/functions" : "/";
      WireResponse response =
          wire.answer(
              new WireRequest("POST", path, "", headers, Bytes.wrap(body)),
              kind == 0 ? Optional.of("lambda") : Optional.empty());
      assertThat(response.status()).as("seed %d, round %d", seed, round).isBetween(200, 404);
    }
  }
}
