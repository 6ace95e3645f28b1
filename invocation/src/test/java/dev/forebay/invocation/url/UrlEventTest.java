package dev.forebay.invocation.url;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.function.url.UrlConfig;
import dev.forebay.function.url.UrlDirectory;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Bytes;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.model.trace.TraceHeader;
import dev.forebay.proxy.HttpCaller;
import dev.forebay.wire.Caller;
import dev.forebay.wire.http.RawRequest;
import dev.forebay.wire.protocol.Headers;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** "Invoking Lambda function URLs", Request payload format. */
class UrlEventTest {
  private static final String ID = "abcdefghijklmnopqrstuvwxyz012345";
  private static final Instant TIME = Instant.parse("2020-03-12T19:03:58.390Z");

  private static String event(String auth, HttpCaller caller, Headers headers, Bytes body) {
    UrlDirectory.Found url =
        new UrlDirectory.Found(
            new FunctionTarget(
                new FunctionId(
                    new AccountRegion(new AccountId("111122223333"), new Region("us-west-2")), "f"),
                Optional.empty()),
            new UrlConfig(ID, auth, Optional.empty(), "BUFFERED", 0, 0));
    RawRequest http =
        new RawRequest(
            "POST",
            "/my/path",
            "p=v1&p=v2",
            headers,
            InputStream.nullInputStream(),
            new RequestId("id"),
            URI.create("http://" + ID + ".lambda-url.us-west-2.localhost:4566"),
            RawRequest.Sender.UNKNOWN);
    TraceHeader trace =
        TraceHeader.of(
            Optional.of("Root=1-5e6722a7-cc56xx46db46xx46db46db46"), TIME, new Random(1));
    return FunctionUrls.event(new UrlRequest(url, http, "/my/path", body, caller, TIME, trace))
        .toUtf8()
        .replace(trace.root(), "TRACE");
  }

  @Test
  void hasPayloadFormatTwo() {
    String event =
        event(
            "NONE",
            HttpCaller.ANYBODY,
            Headers.of(
                "Header1",
                "value1",
                "header1",
                "value2",
                "Cookie",
                "cookie1; cookie2=x",
                "User-Agent",
                "agent",
                "Content-Type",
                "text/plain"),
            Bytes.utf8("Hello \u00e9"));
    assertThat(event)
        .isEqualTo(
            """
            {"version":"2.0","routeKey":"$default","rawPath":"/my/path","rawQueryString":"p=v1&p=v2",\
            "cookies":["cookie1","cookie2=x"],\
            "headers":{"header1":"value1,value2","user-agent":"agent","content-type":"text/plain",\
            "x-forwarded-for":"127.0.0.1","x-forwarded-proto":"http","x-forwarded-port":"4566",\
            "x-amzn-trace-id":"Root=TRACE"},\
            "queryStringParameters":{"p":"v1,v2"},\
            "requestContext":{"accountId":"anonymous","apiId":"#",\
            "domainName":"#.lambda-url.us-west-2.localhost","domainPrefix":"#",\
            "http":{"method":"POST","path":"/my/path","protocol":"HTTP/1.1","sourceIp":"127.0.0.1",\
            "userAgent":"agent"},"requestId":"id","routeKey":"$default","stage":"$default",\
            "time":"12/Mar/2020:19:03:58 +0000","timeEpoch":1584039838390},\
            "body":"Hello \u00e9","isBase64Encoded":false}\
            """
                .replace("#", ID));
  }

  @Test
  void namesWhoSigned() {
    Caller user =
        new Caller.User(
            Arn.parse("arn:aws:iam::111122223333:user/example-user").orElseThrow(), "AIDAX");
    String event =
        event(
            "AWS_IAM",
            new HttpCaller(user, Optional.of("AKIAX")),
            Headers.of("Authorization", "AWS4-HMAC-SHA256 x", "X-Amz-Date", "d"),
            Bytes.EMPTY);
    assertThat(event)
        .contains(
            """
            "accountId":"111122223333","apiId":"%s","authorizer":{"iam":{"accessKey":"AKIAX",\
            "accountId":"111122223333","callerId":"AIDAX","cognitoIdentity":null,\
            "principalOrgId":null,"userArn":"arn:aws:iam::111122223333:user/example-user",\
            "userId":"AIDAX"}}\
            """
                .formatted(ID))
        .contains("\"x-amz-date\":\"d\"")
        .doesNotContain("authorization")
        .doesNotContain("cookies")
        .doesNotContain("\"body\"")
        .endsWith("\"isBase64Encoded\":false}");
  }

  @ParameterizedTest
  @CsvSource({
    "text/html; charset=utf-8, false",
    "Application/JSON, false",
    "application/xml, false",
    "application/javascript, false",
    "application/x-www-form-urlencoded, true",
    "multipart/form-data; boundary=x, true",
    "image/png, true",
    "'', true"
  })
  void aBodyIsInBase64UnlessItsTypeIsText(String type, boolean base64) {
    String event =
        event("NONE", HttpCaller.ANYBODY, Headers.of("Content-Type", type), Bytes.utf8("{}"));
    assertThat(event)
        .endsWith(
            base64
                ? "\"body\":\"e30=\",\"isBase64Encoded\":true}"
                : "\"body\":\"{}\",\"isBase64Encoded\":false}");
  }

  @Test
  void textThatIsNoUtf8IsInBase64() {
    assertThat(
            event(
                "NONE",
                HttpCaller.ANYBODY,
                Headers.of("Content-Type", "text/plain"),
                Bytes.wrap(new byte[] {(byte) 0xff})))
        .endsWith("\"body\":\"/w==\",\"isBase64Encoded\":true}");
  }
}
