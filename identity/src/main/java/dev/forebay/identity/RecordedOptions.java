package dev.forebay.identity;

import dev.forebay.model.RecordedOnly;
import java.util.List;

/** What this module accepts without acting on it. */
public final class RecordedOptions {
  /** All of them. */
  public static final List<RecordedOnly> ALL =
      List.of(
          iam(
              List.of("CreateLoginProfile", "UpdateLoginProfile"),
              "Password",
              "There is no console to sign in to; that there is a profile is kept, the password is not."),
          iam(
              List.of("UpdateAccountPasswordPolicy"),
              "all members",
              "The policy is kept and handed out; no password is ever set here."),
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
              "Profiles are kept and handed out; there are no machines here that would have one."));

  private RecordedOptions() {}

  private static RecordedOnly iam(List<String> operations, String option, String reason) {
    return new RecordedOnly("iam", operations, option, reason);
  }
}
