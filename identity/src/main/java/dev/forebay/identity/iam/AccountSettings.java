package dev.forebay.identity.iam;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import dev.forebay.wire.ServiceBinding;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.CreateAccountAliasResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountAliasResponse;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.GetAccountPasswordPolicyResponse;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryRequest;
import software.amazon.awssdk.services.iam.model.GetAccountSummaryResponse;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesRequest;
import software.amazon.awssdk.services.iam.model.ListAccountAliasesResponse;
import software.amazon.awssdk.services.iam.model.PasswordPolicy;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyRequest;
import software.amazon.awssdk.services.iam.model.UpdateAccountPasswordPolicyResponse;

/** An account's alias, its password policy and its summary. Thread-safe. */
final class AccountSettings {
  private static final int SHORTEST_PASSWORD = 6;

  private final Context iam;

  AccountSettings(Context iam) {
    this.iam = iam;
  }

  void register(ServiceBinding.Builder binding) {
    binding
        .on("CreateAccountAlias", CreateAccountAliasRequest::builder, this::createAlias)
        .on("ListAccountAliases", ListAccountAliasesRequest::builder, this::listAliases)
        .on("DeleteAccountAlias", DeleteAccountAliasRequest::builder, this::deleteAlias)
        .on(
            "UpdateAccountPasswordPolicy",
            UpdateAccountPasswordPolicyRequest::builder,
            this::updatePasswords)
        .on("GetAccountPasswordPolicy", GetAccountPasswordPolicyRequest::builder, this::passwords)
        .on(
            "DeleteAccountPasswordPolicy",
            DeleteAccountPasswordPolicyRequest::builder,
            this::deletePasswords)
        .on("GetAccountSummary", GetAccountSummaryRequest::builder, this::summary);
  }

  private CreateAccountAliasResponse createAlias(
      CallContext call, CreateAccountAliasRequest request) {
    boolean taken =
        iam.accounts().all().stream()
            .filter(account -> !account.id().equals(Names.account(call)))
            .anyMatch(account ->
                account.settings().alias().filter(request.accountAlias()::equals).isPresent());
    if (taken) {
      throw IamErrors.exists("The account alias " + request.accountAlias() + " already exists.");
    }
    return iam.change(
        call,
        change -> {
          AccountRow settings = change.account().settings();
          change.put(Kind.ACCOUNT, settings.withAlias(Optional.of(request.accountAlias())));
          return CreateAccountAliasResponse.builder().build();
        });
  }

  private ListAccountAliasesResponse listAliases(
      CallContext call, ListAccountAliasesRequest request) {
    return ListAccountAliasesResponse.builder()
        .accountAliases(iam.account(call).settings().alias().stream().toList())
        .isTruncated(false)
        .build();
  }

  private DeleteAccountAliasResponse deleteAlias(
      CallContext call, DeleteAccountAliasRequest request) {
    return iam.change(
        call,
        change -> {
          AccountRow settings = change.account().settings();
          if (settings.alias().filter(request.accountAlias()::equals).isEmpty()) {
            throw IamErrors.noSuchEntity(
                "The account alias " + request.accountAlias() + " cannot be found.");
          }
          change.put(Kind.ACCOUNT, settings.withAlias(Optional.empty()));
          return DeleteAccountAliasResponse.builder().build();
        });
  }

  // What is left out goes back to its default ("UpdateAccountPasswordPolicy").
  private UpdateAccountPasswordPolicyResponse updatePasswords(
      CallContext call, UpdateAccountPasswordPolicyRequest request) {
    PasswordPolicyRow row =
        new PasswordPolicyRow(
            Optional.ofNullable(request.minimumPasswordLength()).orElse(SHORTEST_PASSWORD),
            Boolean.TRUE.equals(request.requireSymbols()),
            Boolean.TRUE.equals(request.requireNumbers()),
            Boolean.TRUE.equals(request.requireUppercaseCharacters()),
            Boolean.TRUE.equals(request.requireLowercaseCharacters()),
            Boolean.TRUE.equals(request.allowUsersToChangePassword()),
            Optional.ofNullable(request.maxPasswordAge()),
            Optional.ofNullable(request.passwordReusePrevention()),
            Boolean.TRUE.equals(request.hardExpiry()));
    return iam.change(
        call,
        change -> {
          AccountRow settings = change.account().settings();
          change.put(Kind.ACCOUNT, settings.withPasswords(Optional.of(row)));
          return UpdateAccountPasswordPolicyResponse.builder().build();
        });
  }

  private GetAccountPasswordPolicyResponse passwords(
      CallContext call, GetAccountPasswordPolicyRequest request) {
    PasswordPolicyRow row =
        iam.account(call).settings().passwords().orElseThrow(() -> noPasswords(call));
    return GetAccountPasswordPolicyResponse.builder()
        .passwordPolicy(
            PasswordPolicy.builder()
                .minimumPasswordLength(row.minimumLength())
                .requireSymbols(row.symbols())
                .requireNumbers(row.numbers())
                .requireUppercaseCharacters(row.uppercase())
                .requireLowercaseCharacters(row.lowercase())
                .allowUsersToChangePassword(row.usersMayChange())
                .expirePasswords(row.maxAge().isPresent())
                .maxPasswordAge(row.maxAge().orElse(null))
                .passwordReusePrevention(row.reusePrevention().orElse(null))
                .hardExpiry(row.hardExpiry())
                .build())
        .build();
  }

  private DeleteAccountPasswordPolicyResponse deletePasswords(
      CallContext call, DeleteAccountPasswordPolicyRequest request) {
    return iam.change(
        call,
        change -> {
          AccountRow settings = change.account().settings();
          if (settings.passwords().isEmpty()) {
            throw noPasswords(call);
          }
          change.put(Kind.ACCOUNT, settings.withPasswords(Optional.empty()));
          return DeleteAccountPasswordPolicyResponse.builder().build();
        });
  }

  private static AwsException noPasswords(CallContext call) {
    return IamErrors.noSuchEntity(
        "The Password Policy with domain name " + Names.account(call) + " cannot be found.");
  }

  private GetAccountSummaryResponse summary(CallContext call, GetAccountSummaryRequest request) {
    Account account = iam.account(call);
    Map<String, Integer> summary = new TreeMap<>(Quotas.IN_SUMMARY);
    summary.put("Users", account.count(Kind.USER));
    summary.put("Groups", account.count(Kind.GROUP));
    summary.put("Roles", account.count(Kind.ROLE));
    summary.put("Policies", account.count(Kind.POLICY));
    summary.put("InstanceProfiles", account.count(Kind.PROFILE));
    summary.put("Providers", account.count(Kind.OIDC) + account.count(Kind.SAML));
    summary.put(
        "PolicyVersionsInUse",
        account.all(Kind.POLICY).stream().mapToInt(policy -> policy.versions().size()).sum());
    summary.put("AccountAccessKeysPresent", account.settings().keys().isEmpty() ? 0 : 1);
    for (String none :
        List.of(
            "ServerCertificates",
            "MFADevices",
            "MFADevicesInUse",
            "AccountMFAEnabled",
            "AccountSigningCertificatesPresent",
            "AccountPasswordPresent")) {
      summary.put(none, 0);
    }
    return GetAccountSummaryResponse.builder().summaryMapWithStrings(summary).build();
  }
}
