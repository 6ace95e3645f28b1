package dev.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may call, as boto3, the AWS CLI and {@code forebay explain} see it. */
class DeniedCallsTest {
  private static final Path CLIENTS = Path.of("src/test/clients").toAbsolutePath();
  private static final String FOREBAY = Server.repository().resolve("forebay").toString();
  private static final String ISSUER = "https://idp.example.com/pool";

  @TempDir Path data;
  @TempDir Path folder;

  @Test
  void boto3IsToldWhyItIsDeniedAndWhichPolicyHelps() throws Exception {
    issueToken();
    try (Server server =
        Server.start(
            data,
            "--auth.oidc-issuer=" + ISSUER,
            "--auth.oidc-keys=" + folder.resolve("keys.json"))) {
      Shell shell = with(Shell.at(server.endpoint(), folder), "FOREBAY_IDP", folder.toString());
      Shell.Result result = shell.run("python3", CLIENTS.resolve("denied.py").toString());
      assertThat(result.status()).as(result.out() + result.err()).isZero();
      assertThat(result.out()).endsWith("done\n");

      Shell.Result listed = shell.run(FOREBAY, "explain");
      assertThat(listed.status()).as(listed.out() + listed.err()).isZero();
      assertThat(listed.out())
          .contains("Not authorized to perform sts:AssumeRoleWithWebIdentity")
          .contains("because no identity-based policy allows the sqs:SendMessage action");
      String latest = listed.out().lines().findFirst().orElseThrow().split(" +", -1)[1];
      Shell.Result explained =
          shell.run(FOREBAY, "explain", latest, "--endpoint=" + server.endpoint());
      assertThat(explained.status()).as(explained.out() + explained.err()).isZero();
      assertThat(explained.out())
          .containsSubsequence(
              "AssumeRoleWithWebIdentity of sts was denied at ",
              "action     sts:AssumeRoleWithWebIdentity",
              "resource   arn:aws:iam::000000000000:role/web",
              "missing    no role trust policy allows it",
              "nearly     statement without a Sid (number 1, line 1, column ",
              "but      Condition: StringEquals of idp.example.com/pool:sub with [nobody] does not"
                  + " hold: the request has [ann]");
      assertThat(shell.run(FOREBAY, "explain", "nothing").status()).isEqualTo(1);
    }
    Shell.Result gone =
        new Shell(folder, Map.of()).run(FOREBAY, "explain", "--endpoint=http://127.0.0.1:1");
    assertThat(gone.status()).isEqualTo(1);
    assertThat(gone.err()).contains("no server answers at http://127.0.0.1:1");
  }

  @Test
  void theAwsCliUsesAStrictServerAsItsAdministratorAtOnce() {
    try (Server server =
        Server.start(
            data,
            "--auth.enforce=strict",
            "--auth.keys=AKIAROOTROOTROOTROOT:root",
            "--auth.admin-user=ann:AKIAADMINADMINADMIN:admin")) {
      Shell stranger = Shell.at(server.endpoint(), folder);
      Shell.Result refused = stranger.run(Shell.AWS, "iam", "list-users");
      assertThat(refused.status()).isNotZero();
      assertThat(refused.err()).contains("InvalidClientTokenId");
      Shell ann =
          with(
              with(stranger, "AWS_ACCESS_KEY_ID", "AKIAADMINADMINADMIN"),
              "AWS_SECRET_ACCESS_KEY",
              "admin");
      Shell.Result made = ann.run(Shell.AWS, "iam", "create-user", "--user-name", "bob");
      assertThat(made.status()).as(made.err()).isZero();
      Shell.Result who =
          ann.run(Shell.AWS, "sts", "get-caller-identity", "--query", "Arn", "--output", "text");
      assertThat(who.out()).isEqualTo("arn:aws:iam::000000000000:user/ann\n");
    }
  }

  private static Shell with(Shell shell, String name, String value) {
    Map<String, String> environment = new HashMap<>(shell.environment());
    environment.put(name, value);
    return new Shell(shell.folder(), environment);
  }

  private void issueToken() throws IOException, JOSEException {
    RSAKey key = new RSAKeyGenerator(2048).keyID("k").generate();
    Files.writeString(folder.resolve("keys.json"), new JWKSet(key).toPublicJWKSet().toString());
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("ann")
                .audience("app")
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
                .build());
    token.sign(new RSASSASigner(key));
    Files.writeString(folder.resolve("token.jwt"), token.serialize());
  }
}
