package dev.forebay.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import dev.forebay.model.RequestId;
import dev.forebay.wire.Authorizer.Decision;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.Caller;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;

/** Who may call what while no policy is evaluated. */
class OwnAccountAuthorizerTest {
  private static final AccountId OWN = new AccountId("123456789012");
  private static final Caller ROOT = new Caller.Root(OWN);

  private static Decision decide(Caller caller, String function) {
    CallContext context =
        new CallContext(
            caller,
            new AccountRegion(OWN, new Region("us-east-1")),
            new RequestId("id"),
            URI.create("http://localhost"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new OwnAccountAuthorizer()
        .decide(
            context, "lambda", "Invoke", InvokeRequest.builder().functionName(function).build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f",
        "f:PROD",
        "123456789012:f",
        "123456789012:function:f",
        "arn:aws:lambda:us-east-1:123456789012:function:f:1"
      })
  void everyNameOfTheOwnAccountIsAllowed(String name) {
    assertThat(decide(ROOT, name)).isEqualTo(new Decision.Allowed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "999999999999:function:f",
        "999999999999:f",
        "arn:aws:lambda:us-east-1:999999999999:function:f"
      })
  void everyNameOfAnotherAccountIsDenied(String name) {
    assertThat(decide(ROOT, name))
        .isEqualTo(
            new Decision.Denied(
                "User: arn:aws:iam::123456789012:root is not authorized to perform:"
                    + " lambda:InvokeFunction on resource: "
                    + name
                    + " because no resource-based policy allows the lambda:InvokeFunction action"));
  }

  @Test
  void callersOfOtherAccountsAndNobodyAreDenied() {
    assertThat(decide(new Caller.Root(new AccountId("999999999999")), "f"))
        .isInstanceOf(Decision.Denied.class);
    assertThat(decide(new Caller.Anonymous(), "f")).isInstanceOf(Decision.Denied.class);
  }

  @Test
  void servicesActForTheirSourcesAccount() {
    Optional<Arn> source = Arn.parse("arn:aws:s3:::bucket");
    assertThat(decide(new Caller.Service("s3.amazonaws.com", source, Optional.of(OWN)), "f"))
        .isEqualTo(new Decision.Allowed());
    Optional<AccountId> other = Optional.of(new AccountId("999999999999"));
    assertThat(decide(new Caller.Service("s3.amazonaws.com", source, other), "f"))
        .isInstanceOf(Decision.Denied.class);
  }
}
