package dev.forebay.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.AccountId;
import dev.forebay.model.ByteSize;
import dev.forebay.model.Region;
import dev.forebay.storage.Durability;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path folder;

  @Test
  void theDefaultsAreThese() {
    assertThat(Settings.from(new SettingSources()))
        .isEqualTo(
            new Settings(
                "127.0.0.1",
                4566,
                Path.of(".forebay").toAbsolutePath().normalize(),
                Durability.FSYNC,
                new AccountId("000000000000"),
                new Region("us-east-1"),
                new Settings.Auth(
                    Settings.UnknownKeys.TRUST,
                    Settings.Enforce.ALL,
                    Settings.UnknownRoles.TRUST,
                    List.of(),
                    List.of(),
                    Optional.empty()),
                new Settings.Sandboxing(Settings.SandboxMode.AUTO, true, Settings.SandboxCpu.SHARE),
                new Settings.Execution(Optional.empty(), Duration.ofMinutes(10), 8, true),
                1000,
                Duration.ofMinutes(1),
                100_000,
                false,
                true,
                false,
                new Settings.Remote(Optional.empty(), Optional.empty(), Optional.empty()),
                false,
                Settings.LogLevel.INFO));
  }

  @Test
  void aFlagWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
    Path file = folder.resolve("forebay.properties");
    Files.writeString(file, "port=1\nregion=eu-west-1\nexecution.memory=2GiB\n");
    Settings settings =
        Settings.from(
            new SettingSources()
                .file(file)
                .environment(
                    Map.of("FOREBAY_PORT", "2", "FOREBAY_REGION", "eu-west-2", "HOME", "x"))
                .flag(Key.PORT, "3"));
    assertThat(settings.port()).isEqualTo(3);
    assertThat(settings.region().value()).isEqualTo("eu-west-2");
    assertThat(settings.execution().memory()).contains(ByteSize.ofMebibytes(2048));
  }

  @Test
  void anUnknownKeyIsRefusedWithTheNearestKnownOne() throws IOException {
    Path file = folder.resolve("forebay.properties");
    Files.writeString(file, "sandbox.mod=off\n");
    assertThatThrownBy(() -> new SettingSources().file(file))
        .isInstanceOf(SettingsException.class)
        .hasMessage("unknown setting 'sandbox.mod' in " + file + "; did you mean 'sandbox.mode'?");
    assertThatThrownBy(() -> new SettingSources().environment(Map.of("FOREBAY_DATADIR", "x")))
        .isInstanceOf(SettingsException.class)
        .hasMessageEndingWith("FOREBAY_DATADIR; did you mean FOREBAY_DATA_DIR?");
  }

  @Test
  void aValueOutOfItsFormIsRefusedWithTheFormAndThePlace() {
    assertThatThrownBy(
            () -> Settings.from(new SettingSources().environment(Map.of("FOREBAY_PORT", "high"))))
        .hasMessage("port must be 0 to 65535: 'high' (from FOREBAY_PORT)");
    assertThatThrownBy(() -> Settings.from(new SettingSources().flag(Key.DURABILITY, "never")))
        .hasMessage("durability must be fsync, os or memory: 'never' (from --durability)");
    assertThatThrownBy(() -> Settings.from(new SettingSources().flag(Key.AUTH_KEYS, "AKIA1")))
        .hasMessageContaining("auth.keys must be");
  }

  @Test
  void accessKeysAreReadWithTheirAccounts() {
    Settings settings =
        Settings.from(new SettingSources().flag(Key.AUTH_KEYS, "AKIA1:s1, AKIA2:s2:111122223333"));
    assertThat(settings.auth().keys())
        .containsExactly(
            new Settings.AccessKey("AKIA1", "s1", new AccountId("000000000000")),
            new Settings.AccessKey("AKIA2", "s2", new AccountId("111122223333")));
  }

  @Test
  void administratorsAreReadWithTheirKeys() {
    Settings settings =
        Settings.from(
            new SettingSources()
                .flag(Key.AUTH_ADMIN_USER, "ann:AKIA1:s1, bob@x:AKIA2:s2:111122223333"));
    assertThat(settings.auth().adminUsers())
        .containsExactly(
            new Settings.AdminUser(
                "ann", new Settings.AccessKey("AKIA1", "s1", new AccountId("000000000000"))),
            new Settings.AdminUser(
                "bob@x", new Settings.AccessKey("AKIA2", "s2", new AccountId("111122223333"))));
    for (String wrong :
        List.of("ann", "ann:AKIA1", ":AKIA1:s1", "a/b:AKIA1:s1", "ann:AKIA1:s1:1")) {
      assertThatThrownBy(() -> Settings.from(new SettingSources().flag(Key.AUTH_ADMIN_USER, wrong)))
          .hasMessageContaining("auth.admin-user must be name:id:secret[:account]");
    }
  }

  @Test
  void anIssuerHasItsKeysAtAnAddressOrInAFile() {
    SettingSources sources =
        new SettingSources().flag(Key.AUTH_OIDC_ISSUER, "https://idp.example.com/pool");
    assertThatThrownBy(() -> Settings.from(sources))
        .hasMessage("auth.oidc-issuer and auth.oidc-keys need each other");
    sources.flag(Key.AUTH_OIDC_KEYS, folder.resolve("keys.json").toString());
    assertThat(Settings.from(sources).auth().oidc())
        .contains(
            new Settings.OidcIssuer(
                "https://idp.example.com/pool", folder.resolve("keys.json").toUri()));
    sources.flag(Key.AUTH_OIDC_KEYS, "https://idp.example.com/keys");
    assertThat(Settings.from(sources).auth().oidc().map(Settings.OidcIssuer::keys))
        .contains(URI.create("https://idp.example.com/keys"));
    sources.flag(Key.AUTH_OIDC_KEYS, "ftp://idp.example.com/keys");
    assertThatThrownBy(() -> Settings.from(sources)).hasMessageContaining("auth.oidc-keys must be");
  }

  @Test
  void remoteServicesHaveAnAddressAndAKey() {
    Settings settings =
        Settings.from(
            new SettingSources()
                .flag(Key.REMOTE_SQS, "https://sqs.eu-west-1.amazonaws.com")
                .flag(Key.REMOTE_KEY, "AKIA1:s1"));
    assertThat(settings.remote().sqs()).contains(URI.create("https://sqs.eu-west-1.amazonaws.com"));
    assertThat(settings.remote().kinesis()).isEmpty();
    assertThat(settings.remote().key().map(Settings.AccessKey::secret)).contains("s1");
    assertThatThrownBy(
            () -> Settings.from(new SettingSources().flag(Key.REMOTE_KINESIS, "localhost:4566")))
        .hasMessageContaining("remote.kinesis must be an http or https URL, or nothing");
  }

  @Test
  void thePageInTheDocsIsMadeFromTheKeys() throws IOException {
    Path page = Path.of("..", "docs", "settings.md");
    if (Boolean.getBoolean("forebay.write-docs")) {
      Files.writeString(page, SettingsPage.markdown());
    }
    assertThat(page).hasContent(SettingsPage.markdown());
  }
}
