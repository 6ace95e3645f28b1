package dev.forebay.identity.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.model.Arn;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * "IAM JSON policy elements: Condition operators", "Multivalued context keys" and "Variables and
 * tags". A row says a condition, with ' for "; the request's keys, {@code key=value;key=value} with
 * the values of one key divided by |; and whether the condition holds.
 */
class ConditionTest {
  private static final Principal USER =
      new Principal.User(Arn.parse("arn:aws:iam::123456789012:user/bob").orElseThrow(), "AIDA");

  @Nested
  class OneValue {
    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "'StringEquals':{'k':'a'} # k=a # true",
          "'StringEquals':{'k':'a'} # K=a # true",
          "'StringEquals':{'K':'a'} # k=a # true",
          "'StringEquals':{'k':'a'} # k=A # false",
          "'StringEquals':{'k':'a*'} # k=ab # false",
          "'StringEquals':{'k':['a','b']} # k=b # true",
          "'StringEquals':{'k':[]} # k=b # false",
          "'StringNotEquals':{'k':['a','b']} # k=b # false",
          "'StringNotEquals':{'k':['a','b']} # k=c # true",
          "'StringEqualsIgnoreCase':{'k':'Ab'} # k=aB # true",
          "'StringNotEqualsIgnoreCase':{'k':'Ab'} # k=aB # false",
          "'StringLike':{'k':'a?c*'} # k=abcd # true",
          "'StringLike':{'k':'a?c*'} # k=ac # false",
          "'StringLike':{'k':'A*'} # k=abc # false",
          "'StringLike':{'k':''} # k= # true",
          "'StringNotLike':{'k':['a*','b*']} # k=cd # true",
          "'StringNotLike':{'k':['a*','b*']} # k=bd # false",
          "'NumericEquals':{'k':'10'} # k=10.0 # true",
          "'NumericEquals':{'k':10} # k=1e1 # true",
          "'NumericNotEquals':{'k':'10'} # k=11 # true",
          "'NumericLessThan':{'k':'10'} # k=9.99 # true",
          "'NumericLessThan':{'k':'10'} # k=10 # false",
          "'NumericLessThanEquals':{'k':'10'} # k=10 # true",
          "'NumericGreaterThan':{'k':'-1'} # k=0 # true",
          "'NumericGreaterThanEquals':{'k':'10'} # k=9 # false",
          "'NumericEquals':{'k':'10'} # k=ten # false",
          "'NumericNotEquals':{'k':'10'} # k=ten # false",
          "'DateEquals':{'k':'2026-08-01T00:00:00Z'} # k=2026-08-01T02:00:00+02:00 # true",
          "'DateEquals':{'k':'1785542400'} # k=2026-08-01T00:00:00Z # true",
          "'DateNotEquals':{'k':'2026-08-01'} # k=2026-08-01T00:00:00Z # false",
          "'DateLessThan':{'k':'2026-08-01'} # k=2026-07-31T23:59:59.999Z # true",
          "'DateLessThanEquals':{'k':'2026-08-01'} # k=2026-08-01T00:00:00.001Z # false",
          "'DateGreaterThan':{'k':'2020-01-01T00:00:01Z'} # k=2026-01-01T00:00:00Z # true",
          "'DateGreaterThanEquals':{'k':'2020-01-01'} # k=2019-12-31T23:59:59Z # false",
          "'Bool':{'k':'true'} # k=true # true",
          "'Bool':{'k':true} # k=True # true",
          "'Bool':{'k':false} # k=true # false",
          "'BinaryEquals':{'k':'QmluYXJ5'} # k=QmluYXJ5 # true",
          "'BinaryEquals':{'k':'QmluYXJ5'} # k=QmluYXI= # false",
          "'IpAddress':{'k':'203.0.113.0/24'} # k=203.0.113.9 # true",
          "'IpAddress':{'k':'203.0.113.0/24'} # k=203.0.114.9 # false",
          "'IpAddress':{'k':'203.0.113.9'} # k=203.0.113.9 # true",
          "'IpAddress':{'k':'203.0.113.128/25'} # k=203.0.113.127 # false",
          "'IpAddress':{'k':['10.0.0.0/8','2001:DB8:1234:5678::/64']}"
              + " # k=2001:db8:1234:5678:9::1 # true",
          "'IpAddress':{'k':'2001:DB8:1234:5678::/64'} # k=2001:db8:1234:5679::1 # false",
          "'IpAddress':{'k':'0.0.0.0/0'} # k=::1 # false",
          "'IpAddress':{'k':'10.0.0.0/8'} # k=::ffff:10.1.2.3 # true",
          "'IpAddress':{'k':'10.1/8'} # k=10.1.0.0 # false",
          "'NotIpAddress':{'k':'10.0.0.0/8'} # k=11.0.0.1 # true",
          "'NotIpAddress':{'k':'10.0.0.0/8'} # k=10.0.0.1 # false",
          "'NotIpAddress':{'k':'10.0.0.0/8'} # k=localhost # false",
          "'ArnEquals':{'k':'arn:aws:sns:*:123456789012:t*'}"
              + " # k=arn:aws:sns:eu-west-1:123456789012:topic # true",
          "'ArnLike':{'k':'arn:aws:s3:*:*:b'} # k=arn:aws:s3:::b # true",
          "'ArnLike':{'k':'arn:aws:someservice:*:111122223333:finance/*'} # k=arn:aws:someservice:"
              + "us-east-2:999999999999:store/abc:111122223333:finance/document.txt # false",
          "'StringLike':{'k':'arn:aws:someservice:*:111122223333:finance/*'} # k=arn:aws:"
              + "someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt"
              + " # true",
          "'ArnLike':{'k':'arn:aws:lambda:?????????:*:function:*'}"
              + " # k=arn:aws:lambda:us-east-1:1:function:a:b # true",
          "'ArnLike':{'k':'arn:aws:sns:*'} # k=arn:aws:sns:eu-west-1:1:t # false",
          "'ArnLike':{'k':'*'} # k=arn:aws:sns:eu-west-1:1:t # true",
          "'ArnNotLike':{'k':'arn:aws:sns:*:*:t'} # k=arn:aws:sns:eu-west-1:1:t # false",
          "'ArnNotEquals':{'k':'arn:aws:sns:*:*:u'} # k=arn:aws:sns:eu-west-1:1:t # true",
          "'StringEquals':{'k':'a','l':'b'} # k=a;l=b # true",
          "'StringEquals':{'k':'a','l':'b'} # k=a;l=c # false",
          "'StringEquals':{'k':'a'},'StringLike':{'k':'b*'} # k=a # false",
        })
    void isComparedAsItsOperatorSays(String condition, String keys, boolean holds) {
      assertThat(holds(condition, keys, Effect.ALLOW)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "'NumericNotEquals':{'k':'10'} # k=ten # true",
          "'NumericEquals':{'k':'10'} # k=ten # false",
          "'NotIpAddress':{'k':'10.0.0.0/8'} # k=localhost # true",
          "'StringNotEquals':{'k':'${aws:PrincipalTag/t}'} # k=a # true",
          "'StringEquals':{'k':'${aws:PrincipalTag/t}'} # k=a # false",
        })
    void thatCannotBeComparedNeverHelpsToAllow(String condition, String keys, boolean holds) {
      assertThat(holds(condition, keys, Effect.ALLOW)).isFalse();
      assertThat(holds(condition, keys, Effect.DENY)).isEqualTo(holds);
    }
  }

  @Nested
  class AMissingKey {
    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "'StringEquals':{'k':'a'} # false",
          "'StringNotEquals':{'k':'a'} # true",
          "'StringLike':{'k':'*'} # false",
          "'StringNotLike':{'k':'*'} # true",
          "'NumericNotEquals':{'k':'1'} # true",
          "'DateLessThan':{'k':'2026-01-01'} # false",
          "'Bool':{'k':'false'} # false",
          "'NotIpAddress':{'k':'10.0.0.0/8'} # true",
          "'ArnNotLike':{'k':'arn:aws:s3:::b'} # true",
          "'StringEqualsIfExists':{'k':'a'} # true",
          "'StringNotEqualsIfExists':{'k':'a'} # true",
          "'NumericLessThanIfExists':{'k':'1'} # true",
          "'ArnLikeIfExists':{'k':'arn:aws:s3:::b'} # true",
          "'BoolIfExists':{'k':'false'} # true",
          "'Null':{'k':'true'} # true",
          "'Null':{'k':true} # true",
          "'Null':{'k':'false'} # false",
          "'ForAllValues:StringEquals':{'k':'a'} # true",
          "'ForAllValues:StringNotEquals':{'k':'a'} # true",
          "'ForAnyValue:StringEquals':{'k':'a'} # false",
          "'ForAnyValue:StringNotEquals':{'k':'a'} # false",
          "'ForAnyValue:StringEqualsIfExists':{'k':'a'} # true",
        })
    void holdsOrNotAsItsOperatorSays(String condition, boolean holds) {
      assertThat(holds(condition, "", Effect.ALLOW)).isEqualTo(holds);
      assertThat(holds(condition, "", Effect.DENY)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "'Null':{'k':'true'} # k=a # false",
          "'Null':{'k':'false'} # k=a # true",
          "'StringEqualsIfExists':{'k':'a'} # k=b # false",
          "'ForAllValues:StringEquals':{'k':'a'} # k= # true",
          "'ForAnyValue:StringEquals':{'k':''} # k= # false",
        })
    void isNotAKeyWithAValue(String condition, String keys, boolean holds) {
      assertThat(holds(condition, keys, Effect.ALLOW)).isEqualTo(holds);
    }
  }

  @Nested
  class SeveralValues {
    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "'ForAllValues:StringEquals':{'k':['a','b','c']} # k=a|b # true",
          "'ForAllValues:StringEquals':{'k':['a','b']} # k=a|c # false",
          "'ForAnyValue:StringEquals':{'k':['a','b']} # k=a|c # true",
          "'ForAnyValue:StringEquals':{'k':['a','b']} # k=c|d # false",
          "'ForAllValues:StringNotEquals':{'k':['a','b']} # k=c|d # true",
          "'ForAllValues:StringNotEquals':{'k':['a','b']} # k=a|d # false",
          "'ForAnyValue:StringNotEquals':{'k':['a','b']} # k=a|d # true",
          "'ForAnyValue:StringNotEquals':{'k':['a','b']} # k=a|b # false",
          "'ForAllValues:StringLike':{'k':'a*'} # k=ab|ac # true",
          "'ForAnyValue:StringLike':{'k':['a*','b*']} # k=x|bc # true",
          "'StringEquals':{'k':'a'} # k=a|b # true",
          "'StringNotEquals':{'k':'a'} # k=a|b # false",
        })
    void areTakenTogetherAsItsOperatorSays(String condition, String keys, boolean holds) {
      assertThat(holds(condition, keys, Effect.ALLOW)).isEqualTo(holds);
    }
  }

  @Nested
  class AVariable {
    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "'StringEquals':{'k':'home/${aws:username}/'} # k=home/bob/;aws:UserName=bob # true",
          "'StringEquals':{'k':'${AWS:username}'} # k=bob;aws:username=bob # true",
          "'StringEquals':{'k':'${aws:username}'} # k=bob # false",
          "'StringEquals':{'k':'${aws:PrincipalTag/team}'} # k=red;aws:PrincipalTag/Team=red"
              + " # true",
          "'StringEquals':{'k':'${t}'} # k=a;t=a|b # false",
          "'StringEquals':{'k':['${t}','b']} # k=b # true",
          "'StringEquals':{'k':'x-${t, ~none~}'} # k=x-none # true",
          "'StringEquals':{'k':'x-${t, ~none~}'} # k=x-a;t=a # true",
          "'StringEquals':{'k':'${*}${?}${$}'} # k=*?$ # true",
          "'StringLike':{'k':'${*}?'} # k=*a # true",
          "'StringLike':{'k':'${*}?'} # k=ba # false",
          "'StringLike':{'k':'${t}'} # k=abc;t=a* # false",
          "'StringLike':{'k':'${t}*'} # k=abc;t=a # true",
          "'ArnLike':{'k':'arn:aws:iam::${a}:user/*'} # k=arn:aws:iam::1:user/b;a=1 # true",
          "'ArnEquals':{'k':'${p}'} # k=arn:aws:iam::1:user/b;p=arn:aws:iam::1:user/b # true",
          "'Bool':{'k':'${t}'} # k=true;t=true # true",
          "'StringEquals':{'k':'${t'} # k=${t # true",
          "'StringEquals':{'k':'${}'} # k=${} # true",
        })
    void standsForARequestsValue(String condition, String keys, boolean holds) {
      assertThat(holds(condition.replace('~', '"'), keys, Effect.ALLOW)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '#',
        quoteCharacter = '`',
        value = {
          "'StringEquals':{'k':'${t}'} # k=a;t=a # false",
          "'StringEquals':{'k':'${t}'} # k=${t} # true",
          "'StringLike':{'k':'${*}'} # k=${x} # true",
        })
    void isTextInTheOlderVersion(String condition, String keys, boolean holds) {
      assertThat(holds("2008-10-17", condition, keys, Effect.ALLOW)).isEqualTo(holds);
    }
  }

  private static boolean holds(String condition, String keys, Effect effect) {
    return holds("2012-10-17", condition, keys, effect);
  }

  private static boolean holds(String version, String condition, String keys, Effect effect) {
    ContextKeys.Builder context = ContextKeys.builder();
    for (String each : (keys == null ? "" : keys).split(";", -1)) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        context.put(
            each.substring(0, equals), List.of(each.substring(equals + 1).split("\\|", -1)));
      }
    }
    // A double quote in a row stands for the single one that a default value has.
    String json =
        ("{'Version':'"
                + version
                + "','Statement':{'Effect':'"
                + (effect == Effect.ALLOW ? "Allow" : "Deny")
                + "','Action':'*','Resource':'*','Condition':{"
                + condition
                + "}}}")
            .replace('"', '~')
            .replace('\'', '"')
            .replace('~', '\'');
    return PolicyDocument.parse(json, PolicyKind.IDENTITY)
            .statements()
            .getFirst()
            .applies(new AccessRequest(USER, "s3:GetObject", "*", context.build()))
        != Naming.NOT;
  }
}
