package dev.forebay.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventPatternTest {
  @ParameterizedTest(name = "{0} on {1}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # equals: case and type count
          {"a":["Alice"]}                                  | {"a":"Alice"}                 | true
          {"a":["Alice"]}                                  | {"a":"alice"}                 | false
          {"A":["x"]}                                      | {"a":"x"}                     | false
          {"a":["x","y"]}                                  | {"a":"y"}                     | true
          {"a":[100]}                                      | {"a":100}                     | true
          {"a":[300]}                                      | {"a":300.0}                   | true
          {"a":["300"]}                                    | {"a":300}                     | false
          {"a":[300]}                                      | {"a":"300"}                   | false
          {"a":[true]}                                     | {"a":true}                    | true
          {"a":[true]}                                     | {"a":"true"}                  | false
          # null and empty
          {"a":[null]}                                     | {"a":null}                    | true
          {"a":[null]}                                     | {}                            | false
          {"a":[null]}                                     | {"a":[]}                      | false
          {"a":[""]}                                       | {"a":""}                      | true
          {"a":[""]}                                       | {"a":null}                    | false
          # several fields are all needed
          {"a":["x"],"b":["y"]}                            | {"a":"x","b":"y"}             | true
          {"a":["x"],"b":["y"]}                            | {"a":"x"}                     | false
          # numeric
          {"a":[{"numeric":["=",100]}]}                    | {"a":100}                     | true
          {"a":[{"numeric":[">",10,"<=",20]}]}             | {"a":20}                      | true
          {"a":[{"numeric":[">",10,"<=",20]}]}             | {"a":10}                      | false
          {"a":[{"numeric":["<",0]}]}                      | {"a":-0.5}                    | true
          {"a":[{"numeric":[">=",3.5]}]}                   | {"a":3.5}                     | true
          {"a":[{"numeric":[">",1]}]}                      | {"a":99999999999}             | true
          {"a":[{"numeric":["=",1]}]}                      | {"a":"1"}                     | false
          {"a":[{"numeric":[">",1]}]}                      | {"a":null}                    | false
          {"a":[{"numeric":[">",1]}]}                      | {"a":1e999999999}             | false
          # prefix, suffix, equals-ignore-case
          {"a":[{"prefix":"us-"}]}                         | {"a":"us-east-1"}             | true
          {"a":[{"prefix":""}]}                            | {"a":"anything"}              | true
          {"a":[{"prefix":{"equals-ignore-case":"EU"}}]}   | {"a":"eu-west-1"}             | true
          {"a":[{"suffix":".png"}]}                        | {"a":"x.png"}                 | true
          {"a":[{"suffix":".png"}]}                        | {"a":"x.png.gz"}              | false
          {"a":[{"suffix":""}]}                            | {"a":"anything"}              | true
          {"a":[{"suffix":{"equals-ignore-case":".PNG"}}]} | {"a":"x.png"}                 | true
          {"a":[{"equals-ignore-case":"alice"}]}           | {"a":"ALICE"}                 | true
          {"a":[{"equals-ignore-case":""}]}                | {"a":""}                      | true
          {"a":[{"equals-ignore-case":""}]}                | {"a":"x"}                     | false
          {"a":[{"prefix":"a"},{"suffix":"z"}]}            | {"a":"..z"}                   | true
          # anything-but
          {"a":[{"anything-but":["x"]}]}                   | {"a":"y"}                     | true
          {"a":[{"anything-but":["x"]}]}                   | {"a":"x"}                     | false
          {"a":[{"anything-but":"x"}]}                     | {"a":"y"}                     | true
          {"a":[{"anything-but":["x"]}]}                   | {}                            | false
          {"a":[{"anything-but":["x"]}]}                   | {"a":null}                    | true
          {"a":[{"anything-but":["a"]}]}                   | {"a":["a","b"]}               | true
          {"a":[{"anything-but":[1,2]}]}                   | {"a":2}                       | false
          {"a":[{"anything-but":[1,2]}]}                   | {"a":3}                       | true
          {"a":[{"anything-but":{"prefix":"x"}}]}          | {"a":"xy"}                    | false
          {"a":[{"anything-but":{"prefix":["x","y"]}}]}    | {"a":"z"}                     | true
          {"a":[{"anything-but":{"suffix":"x"}}]}          | {"a":"yx"}                    | false
          {"a":[{"anything-but":{"suffix":["x","y"]}}]}    | {"a":"z"}                     | true
          {"a":[{"anything-but":{"equals-ignore-case":"X"}}]}       | {"a":"x"}            | false
          {"a":[{"anything-but":{"equals-ignore-case":["X","Y"]}}]} | {"a":"z"}            | true
          {"a":[{"anything-but":{"wildcard":"x*"}}]}       | {"a":"xyz"}                   | false
          {"a":[{"anything-but":{"wildcard":["x*","y*"]}}]} | {"a":"z"}                    | true
          # exists: leaves only
          {"a":[{"exists":true}]}                          | {"a":1}                       | true
          {"a":[{"exists":true}]}                          | {"a":null}                    | true
          {"a":[{"exists":true}]}                          | {}                            | false
          {"a":[{"exists":true}]}                          | {"a":{"b":1}}                 | false
          {"a":[{"exists":true}]}                          | {"a":[]}                      | false
          {"a":[{"exists":false}]}                         | {}                            | true
          {"a":[{"exists":false}]}                         | {"a":{"b":1}}                 | true
          {"a":{"b":[{"exists":false}]}}                   | {"c":1}                       | true
          # wildcard
          {"a":[{"wildcard":"a*b"}]}                       | {"a":"a..b"}                  | true
          {"a":[{"wildcard":"a*b"}]}                       | {"a":"a..c"}                  | false
          {"a":[{"wildcard":"a\\\\*b"}]}                   | {"a":"a*b"}                   | true
          {"a":[{"wildcard":"a\\\\*b"}]}                   | {"a":"axb"}                   | false
          {"a":[{"wildcard":"*"}]}                         | {"a":""}                      | true
          # cidr
          {"a":[{"cidr":"10.0.0.0/24"}]}                   | {"a":"10.0.0.7"}              | true
          {"a":[{"cidr":"10.0.0.0/24"}]}                   | {"a":"10.0.1.7"}              | false
          {"a":[{"cidr":"2001:db8::/32"}]}                 | {"a":"2001:db8::1"}           | true
          # $or
          {"$or":[{"a":[1]},{"b":[2]}]}                    | {"b":2}                       | true
          {"$or":[{"a":[1]},{"b":[2]}]}                    | {"b":3}                       | false
          {"c":{"$or":[{"a":[1]},{"b":[2]}]},"d":[3]}      | {"c":{"b":2},"d":3}           | true
          {"c":{"$or":[{"a":[1]},{"b":[2]}]},"d":[3]}      | {"c":{"b":2},"d":4}           | false
          {"$or":[{"a":[1],"b":[1]},{"c":[{"numeric":[">",5]}]}]} | {"a":1,"c":6}          | true
          # nesting and arrays
          {"a":{"b":["x"]}}                                | {"a":{"b":"x"}}               | true
          {"a.b":["x"]}                                    | {"a":{"b":"x"}}               | true
          {"a":["x"]}                                      | {"a":["w","x"]}               | true
          {"a":[1]}                                        | {"a":[[1],[2]]}               | true
          {"i":{"p":["1"],"q":["2"]}}                      | {"i":[{"p":"1","q":"9"},{"p":"8","q":"2"}]} | false
          {"i":{"p":["1"],"q":["2"]}}                      | {"i":[{"p":"8","q":"9"},{"p":"1","q":"2"}]} | true
          # a name given twice counts the last time
          {"a":[1],"a":[2]}                                | {"a":2}                       | true
          {"a":[1],"a":[2]}                                | {"a":1}                       | false
          """)
  void matchesAsAwsDoes(String pattern, String event, boolean matches) {
    PatternSet set = PatternSet.of(Map.of(0, EventPattern.parse(pattern)));
    assertThat(set.matching(event)).isEqualTo(matches ? List.of(0) : List.of());
    assertThat(set.first(event).isPresent()).isEqualTo(matches);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          null                                     | Filter is not an object
          []                                       | Filter is not an object
          "text"                                   | Filter is not an object
          simple string                            | Unrecognized token
          {"a":[1]                                 | Unexpected end-of-input
          {"a":[1]} {"b":[1]}                      | Filter is not one object
          {}                                       | Empty objects are not allowed
          {"a":{}}                                 | Empty objects are not allowed
          {"a":[]}                                 | Empty arrays are not allowed
          {"a":"x"}                                | "a" must be an object or an array
          {"a":[[1]]}                              | Match value must be String, number, true, false, or null
          {"a":[{"EXISTS":true}]}                  | Unrecognized match type EXISTS
          {"a":[{"foo":1}]}                        | Unrecognized match type foo
          {"a":[{"prefix":1}]}                     | prefix match pattern must be a string
          {"a":[{"suffix":1}]}                     | suffix match pattern must be a string
          {"a":[{"equals-ignore-case":1}]}         | equals-ignore-case match pattern must be a string
          {"a":[{"wildcard":1}]}                   | wildcard match pattern must be a string
          {"a":[{"wildcard":"a**b"}]}              | Consecutive wildcard characters at pos 2
          {"a":[{"numeric":5}]}                    | Value of numeric must be an array.
          {"a":[{"numeric":["<","1"]}]}            | Value of < must be numeric
          {"a":[{"numeric":[">",1,">",2]}]}        | Bad numeric range operator: >
          {"a":[{"numeric":[">",1,"<",2,"<",3]}]}  | Too many terms in numeric range expression
          {"a":[{"exists":"x"}]}                   | exists match pattern must be either true or false.
          {"a":[{"anything-but":{"prefix":""}}]}   | Null prefix/suffix not allowed
          {"a":[{"anything-but":["a",1]}]}         | Inside anything but list
          {"a":[{"anything-but":[null]}]}          | Inside anything but list, start
          {"a":[{"prefix":"a","suffix":"b"}]}      | Only one key allowed in match expression
          {"a":[{"cidr":"10.0.0.0"}]}              | Malformed CIDR, one '/' required
          {"$or":[{"a":[1]}]}                      | There must have at least 2 Objects in $or relationship.
          """)
  void saysWhyATextIsNoPattern(String text, String reason) {
    assertThatThrownBy(() -> EventPattern.parse(text))
        .isInstanceOf(InvalidPatternException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void aPatternWithTooManyAlternativesIsRefusedBeforeTheyAreMade() {
    String ten =
        IntStream.range(0, 10)
            .mapToObj(i -> "\"k" + i + "\":{\"$or\":[{\"a\":[1]},{\"b\":[1]}]}")
            .collect(Collectors.joining(","));
    assertThatThrownBy(() -> EventPattern.parse("{" + ten + "}"))
        .isInstanceOf(InvalidPatternException.class)
        .hasMessageContaining("more than 1000");
    assertThat(EventPattern.parse("{" + ten.substring(0, ten.lastIndexOf(",\"k9\"")) + "}"))
        .isNotNull();
  }

  @Test
  void wildcardsThatNeedTooManyStatesAreRefused() {
    String many =
        IntStream.range(0, 60)
            .mapToObj(i -> "{\"wildcard\":\"*a*a*a*a*" + i + "\"}")
            .collect(Collectors.joining(","));
    assertThatThrownBy(() -> EventPattern.parse("{\"a\":[" + many + "]}"))
        .hasMessageStartingWith("Rule is too complex");
  }

  @Test
  void patternsAreMatchedTogetherAndNumbered() {
    PatternSet set =
        PatternSet.of(
            Map.of(
                7, EventPattern.parse("{\"a\":[1]}"),
                3, EventPattern.parse("{\"a\":[{\"exists\":true}]}"),
                5, EventPattern.parse("{\"b\":[1]}")));
    assertThat(set.matching("{\"a\":1}")).containsExactly(3, 7);
    assertThat(set.first("{\"a\":1}")).hasValue(3);
    assertThat(set.first("{\"c\":1}")).isEmpty();
  }

  @Test
  void alternativesCanBeLeftOutByTheFieldsTheyName() {
    EventPattern pattern =
        EventPattern.parse("{\"$or\":[{\"data\":[\"x\"]},{\"data\":{\"a\":[1]}}],\"b\":[2]}");
    EventPattern json = pattern.only(paths -> !paths.contains("data")).orElseThrow();
    PatternSet set = PatternSet.of(Map.of(0, json));
    assertThat(set.first("{\"data\":{\"a\":1},\"b\":2}")).isPresent();
    assertThat(set.first("{\"data\":\"x\",\"b\":2}")).isEmpty();
    assertThat(pattern.only(paths -> paths.contains("c"))).isEmpty();
  }

  @Test
  void whatIsNoObjectIsNoEvent() {
    PatternSet set = PatternSet.of(Map.of(0, EventPattern.parse("{\"a\":[1]}")));
    assertThatThrownBy(() -> set.first("[1]")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> set.first("{\"a\":")).isInstanceOf(IllegalArgumentException.class);
  }
}
