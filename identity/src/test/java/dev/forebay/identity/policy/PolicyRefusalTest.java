package dev.forebay.identity.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents are written with ' for ", and the columns of a table are divided by #. */
class PolicyRefusalTest {
  @Nested
  class APermissionPolicy {
    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "This is not a json document # Syntax errors in policy.",
          "[] # Syntax errors in policy.",
          "{} # Syntax errors in policy.",
          "{'Version':'2013-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*'}}"
              + " # Syntax errors in policy.",
          "{'Version':'2012-10-17','Statement':[]} # Syntax errors in policy.",
          "{'Version':'2012-10-17','Statement':['x']} # Syntax errors in policy.",
          "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*'}}x"
              + " # Syntax errors in policy.",
          "{'Version':'2012-10-17','Version':'2012-10-17','Statement':{'Effect':'Allow',"
              + "'Action':'s3:*','Resource':'*'}} # Syntax errors in policy.",
        })
    void thatIsNoDocumentIsRefused(String document, String message) {
      refused(PolicyKind.IDENTITY, document, message);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "'Action':'s3:*','Resource':'*' # Syntax errors in policy.",
          "'Effect':'Maybe','Action':'s3:*','Resource':'*' # Syntax errors in policy.",
          "'Effect':'allow','Action':'s3:*','Resource':'*' # The policy failed legacy parsing",
          "'Effect':'Allow','Action':'s3:*','Resource':'*','Extra':'x' # Syntax errors in policy.",
          "'Effect':'Allow','Action':'s3:*','NotAction':'s3:*','Resource':'*'"
              + " # Syntax errors in policy.",
          "'Effect':'Allow','Action':'s3:*','Resource':'*','NotResource':'*'"
              + " # Syntax errors in policy.",
          "'Effect':'Allow','Action':7,'Resource':'*' # Syntax errors in policy.",
          "'Effect':'Allow','Action':['s3:*',{}],'Resource':'*' # Syntax errors in policy.",
          "'Sid':7,'Effect':'Allow','Action':'s3:*','Resource':'*' # Syntax errors in policy.",
          "'Sid':'a-b','Effect':'Allow','Action':'s3:*','Resource':'*' # Statement IDs (SID) must"
              + " be alpha-numeric. Check that your input satisfies the regular expression"
              + " [0-9A-Za-z]*",
          "'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'*'"
              + " # Policy document should not specify a principal.",
          "'Effect':'Allow','Resource':'*' # Policy statement must contain actions.",
          "'Effect':'Allow','Action':[],'Resource':'*' # Policy statement must contain actions.",
          "'Effect':'Allow','Action':'s3:*' # Policy statement must contain resources.",
          "'Effect':'Allow','Action':'s3:*','Resource':[]"
              + " # Policy statement must contain resources.",
          "'Effect':'Allow','Action':'Get','Resource':'*' # Actions/Conditions must be prefaced by"
              + " a vendor, e.g., iam, sdb, ec2, etc.",
          "'Effect':'Allow','NotAction':'','Resource':'*' # Actions/Conditions must be prefaced by"
              + " a vendor, e.g., iam, sdb, ec2, etc.",
          "'Effect':'Allow','Action':'a a:Get','Resource':'*' # Vendor a a is not valid",
          "'Effect':'Allow','Action':':Get','Resource':'*' # Vendor  is not valid",
          "'Effect':'Allow','Action':'s3:List:Bucket','Resource':'*'"
              + " # Actions/Condition can contain only one colon.",
        })
    void withAWrongStatementIsRefused(String statement, String message) {
      refused(PolicyKind.IDENTITY, document(statement), message);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "invalid # Resource invalid must be in ARN format or '*'.",
          "a:bsdf # Partition 'bsdf' is not valid for resource 'arn:bsdf:*:*:*:*'.",
          "a:b:c:d:e:f:g:h # Partition 'b' is not valid for resource 'arn:b:c:d:e:f:g:h'.",
          "aws:s3:::bucket # Partition 's3' is not valid for resource 'arn:s3:::bucket:*'.",
          "s3::bucket/* # Partition '' is not valid for resource 'arn::bucket/*:*:*:*'.",
          "arn:aws2:s3:::bucket/* # Partition 'aws2' is not valid for resource"
              + " 'arn:aws2:s3:::bucket/*'.",
          "arn:aws # Resource vendor must be fully qualified and cannot contain regexes.",
          "arn:aws:s3::bucket # The policy failed legacy parsing",
          "arn:awss3::bucket/* # The policy failed legacy parsing",
          "arn:aws::::bucket # The policy failed legacy parsing",
          "arn:aws:iam::${aws:PrincipalAccount}:role/x # The policy failed legacy parsing",
          "arn:aws:iam:us-east-1::user/x # IAM resource arn:aws:iam:us-east-1::user/x cannot"
              + " contain region information.",
          "arn:aws:s3:us-east-1::bucket # Resource arn:aws:s3:us-east-1::bucket can not contain"
              + " region information.",
          "arn:aws:iam:::bucket # IAM resource path must either be '*' or start with user/,"
              + " federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/,"
              + " policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.",
        })
    void withAWrongResourceIsRefused(String resource, String message) {
      refused(
          PolicyKind.IDENTITY,
          document("'Effect':'Allow','Action':'s3:*','Resource':'" + resource + "'"),
          message);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "[] # Syntax errors in policy.",
          "{'StringEquals':[]} # Syntax errors in policy.",
          "{'StringEquals':{'a':{}}} # Syntax errors in policy.",
          "{'StringEquals':{'a':null}} # Syntax errors in policy.",
          "{'x':{'a':'1'}} # Syntax errors in policy.",
          "{'stringequals':{'a':'1'}} # Syntax errors in policy.",
          "{'NullIfExists':{'a':'true'}} # Syntax errors in policy.",
          "{'ForAnyValue::StringEquals':{'a':'1'}} # Syntax errors in policy.",
          "{'DateGreaterThan':{'a':'sdfdsf'}} # The policy failed legacy parsing",
          "{'DateLessThan':{'a':'234-13'}} # The policy failed legacy parsing",
          "{'DateLessThan':{'a':'9223372036854775808'}} # The policy failed legacy parsing",
          "{'DateLessThan':{'a':'2016-12-13t2:00:00.593194+1'}} # The policy failed legacy"
              + " parsing",
        })
    void withAWrongConditionIsRefused(String condition, String message) {
      refused(
          PolicyKind.IDENTITY,
          document("'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':" + condition),
          message);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "{'x':{}}",
          "{'DateLessThan':{'a':'01T'}}",
          "{'DateLessThan':{'a':['2019-07-01T13:20:15Z','-292275054','1563000000']}}",
          "{'DateLessThan':{'a':'2016-12-13t2:00:00.593194+23'}}",
          "{'Bool':{'aws:SecureTransport':true},'NumericEquals':{'a':7}}",
          "{'ForAllValues:StringEqualsIfExists':{'aws:TagKeys':['a','b']}}",
        })
    void takesEveryFormOfAConditionThatAwsTakes(String condition) {
      String statement = "'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':" + condition;
      assertThat(parse(PolicyKind.IDENTITY, document(statement)).statements()).hasSize(1);
    }

    @Test
    void withOneSidTwiceIsRefused() {
      refused(
          PolicyKind.IDENTITY,
          "{'Statement':[{'Sid':'a','Effect':'Allow','Action':'s3:*','Resource':'*'},"
              + "{'Sid':'a','Effect':'Deny','Action':'s3:*','Resource':'*'}]}",
          "Statement IDs (SID) in a single policy must be unique.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "'Version':'2008-10-17',"})
    void isOfTheNewerVersionWhenItIsManaged(String version) {
      String document =
          "{" + version + "'Statement':{'Effect':'Allow','Action':'s3:*','Resource':'*'}}";
      assertThat(parse(PolicyKind.IDENTITY, document).statements()).hasSize(1);
      refused(
          PolicyKind.MANAGED, document, "Policy document must be version 2012-10-17 or greater.");
    }
  }

  @Nested
  class AResourcePolicy {
    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "'Effect':'Allow','Action':'sts:AssumeRole' # Missing required field Principal",
          "'Effect':'Allow','Principal':{},'Action':'sts:AssumeRole'"
              + " # Missing required field Principal cannot be empty!",
          "'Effect':'Allow','Principal':{'AWS':[]},'Action':'sts:AssumeRole'"
              + " # Missing required field Principal cannot be empty!",
          "'Effect':'Allow','Principal':{'AWS':'*'},'Action':'*'"
              + " # AssumeRole policy may only specify STS AssumeRole actions.",
          "'Effect':'Allow','Principal':{'AWS':'*'},'Action':'sts:AssumeRole','Resource':'*'"
              + " # Has prohibited field Resource",
          "'Effect':'Allow','Principal':{'AWS':'*'},'Action':'sts:AssumeRole','NotResource':'*'"
              + " # AssumeRole policy must not contain resources.",
          "'Effect':'Allow','NotPrincipal':{'AWS':'*'},'Action':'sts:AssumeRole'"
              + " # Allow with NotPrincipal is not allowed.",
          "'Effect':'Deny','NotPrincipal':{'AWS':'*'},'Action':'sts:AssumeRole'"
              + " # AssumeRole policy must not contain NotPrincipal field.",
          "'Principal':{'AWS':'*'},'Action':'sts:AssumeRole' # Missing required field Effect",
          "'Effect':'Maybe','Principal':{'AWS':'*'},'Action':'sts:AssumeRole'"
              + " # Invalid effect: Maybe",
          "'Effect':'Allow','Principal':{'AWS':'*'} # Missing required field Action",
          "'Effect':'Allow','Principal':{'AWS':'*'},'Action':'sts:AssumeRole','condition':{}"
              + " # Unknown field condition",
          "'Effect':'Allow','Principal':{'Federated':'cognito-identity.amazonaws.com'},"
              + "'Action':'sts:AssumeRoleWithWebIdentity'"
              + " # A condition block must be present for the Cognito provider",
          "'Effect':'Allow','Principal':{'AWS':'*'},'Action':'sts:AssumeRole',"
              + "'Condition':{'StringIs':{'a':'b'}} # Invalid Condition type : StringIs",
        })
    void thatTrustsWronglyIsRefused(String statement, String message) {
      refused(PolicyKind.TRUST, document(statement), message);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "{'AWS':'arn:aws:iam::123456789012:group/g'}"
              + " # 'AWS':'arn:aws:iam::123456789012:group/g'",
          "{'AWS':'arn:aws:iam::123456789012:user/*'}"
              + " # 'AWS':'arn:aws:iam::123456789012:user/*'",
          "{'AWS':'arn:aws:iam::123456789012:user/'} # 'AWS':'arn:aws:iam::123456789012:user/'",
          "{'AWS':'arn:aws:sts::123456789012:assumed-role/r'}"
              + " # 'AWS':'arn:aws:sts::123456789012:assumed-role/r'",
          "{'AWS':'12345'} # 'AWS':'12345'",
          "{'Service':'lambda'} # 'SERVICE':'lambda'",
          "{'Federated':'x'} # 'FEDERATED':'x'",
          "{'Account':'123456789012'} # 'Account'",
        })
    void thatNamesNobodyIsRefused(String principal, String named) {
      refused(
          PolicyKind.RESOURCE,
          document("'Effect':'Allow','Action':'sqs:*','Resource':'*','Principal':" + principal),
          "Invalid principal in policy: " + named);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "nonsense # This policy contains invalid Json",
          "{'Version':'2012-10-17'} # Missing required field Statement",
          "{'Version':'2012-10-17','Statement':[]}"
              + " # Could not parse the policy: Statement is empty!",
          "{'Version':'2020-01-01','Statement':[]}"
              + " # The policy must contain a valid version string",
        })
    void thatIsNoDocumentIsRefused(String document, String message) {
      refused(PolicyKind.TRUST, document, message);
      refused(PolicyKind.RESOURCE, document, message);
    }

    @Test
    void tellsWhichUsersAndRolesItNames() {
      assertThat(
              parse(
                      PolicyKind.TRUST,
                      document(
                          "'Effect':'Allow','Action':'sts:AssumeRole','Principal':{"
                              + "'Service':'lambda.amazonaws.com','AWS':['123456789012',"
                              + "'arn:aws:iam::123456789012:role/path/r',"
                              + "'arn:aws:iam::123456789012:user/u',"
                              + "'arn:aws:sts::123456789012:assumed-role/r/s']}"))
                  .entities())
          .containsExactly(
              "arn:aws:iam::123456789012:role/path/r", "arn:aws:iam::123456789012:user/u");
    }
  }

  @Test
  void aDocumentTellsWhichConditionKeysItAsksFor() {
    assertThat(
            parse(
                    PolicyKind.IDENTITY,
                    document(
                        "'Effect':'Allow','Action':'s3:*',"
                            + "'Resource':'arn:aws:s3:::b/${aws:UserName}/${aws:PrincipalTag/t, 'x'}',"
                            + "'Condition':{'StringLike':{'S3:prefix':'${aws:userid}'},"
                            + "'Null':{'aws:TokenIssueTime':'true'}}"))
                .contextKeys())
        .containsExactly(
            "aws:principaltag/t", "aws:tokenissuetime", "aws:userid", "aws:username", "s3:prefix");
  }

  @Test
  void aDocumentTellsWhereItsStatementsStand() {
    String text =
        """
        {"Version":"2012-10-17",
         "Statement":[
          {"Effect":"Allow","Action":"s3:*",
           "Resource":"*"},
          {"Effect":"Deny","Action":"s3:*","Resource":"*"}]}
        """;
    assertThat(PolicyDocument.parse(text, PolicyKind.IDENTITY).statements())
        .extracting(Statement::span)
        .containsExactly(new Span(3, 3, 4, 19), new Span(5, 3, 5, 51));
    assertThat(
            PolicyDocument.parse(
                    "{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}",
                    PolicyKind.IDENTITY)
                .statements())
        .extracting(Statement::span)
        .containsExactly(new Span(1, 14, 1, 59));
  }

  private static String document(String statement) {
    return "{'Version':'2012-10-17','Statement':[{" + statement + "}]}";
  }

  // A quote within a variable stays: it follows a comma and a space, or ends the variable.
  private static PolicyDocument parse(PolicyKind kind, String document) {
    return PolicyDocument.parse(
        document.replace("'", "\"").replaceAll(", \"([^\"]*)\"}", ", '$1'}"), kind);
  }

  private static void refused(PolicyKind kind, String document, String message) {
    assertThatExceptionOfType(PolicyRefusal.class)
        .isThrownBy(() -> parse(kind, document))
        .withMessage(message.replace("'", "\""));
  }
}
