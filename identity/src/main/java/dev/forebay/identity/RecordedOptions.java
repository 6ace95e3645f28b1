package dev.forebay.identity;

import dev.forebay.model.RecordedOnly;
import java.util.List;
import java.util.stream.Stream;

/** What this module accepts without acting on it. */
public final class RecordedOptions {
  /** All of them. */
  public static final List<RecordedOnly> ALL =
      Stream.of(
              iam(
                  List.of("CreateLoginProfile", "UpdateLoginProfile"),
                  "Password",
                  "There is no console to sign in to; that there is a profile is kept, the password is not."),
              passwordPolicy("MinimumPasswordLength"),
              passwordPolicy("RequireSymbols"),
              passwordPolicy("RequireNumbers"),
              passwordPolicy("RequireUppercaseCharacters"),
              passwordPolicy("RequireLowercaseCharacters"),
              passwordPolicy("AllowUsersToChangePassword"),
              passwordPolicy("MaxPasswordAge"),
              passwordPolicy("PasswordReusePrevention"),
              passwordPolicy("HardExpiry"),
              iam(
                  List.of("CreateSAMLProvider", "UpdateSAMLProvider"),
                  "SAMLMetadataDocument",
                  "The provider is kept and handed out; nothing reads an assertion."),
              iam(
                  List.of("CreateOpenIDConnectProvider", "UpdateOpenIDConnectProviderThumbprint"),
                  "ThumbprintList",
                  "The thumbprints are kept and handed out; no certificate is compared with them."),
              iam(
                  List.of("CreateInstanceProfile", "AddRoleToInstanceProfile"),
                  "InstanceProfileName",
                  "Profiles are kept and handed out; there are no machines here that would have one."))
          .toList();

  private RecordedOptions() {}

  private static RecordedOnly passwordPolicy(String option) {
    return iam(
        List.of("UpdateAccountPasswordPolicy"),
        option,
        "The policy is kept and handed out; no password is ever set here.");
  }

  private static RecordedOnly iam(List<String> operations, String option, String reason) {
    return new RecordedOnly("iam", operations, option, reason);
  }
}
