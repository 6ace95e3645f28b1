package dev.forebay.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class QueryStringsTest {
  @Test
  void repeatedParametersAreJoinedAndAllAreDecoded() {
    assertThat(QueryStrings.parse("a=1&b=%C3%A9+x&a=2&c&&d=%zz%4&=e"))
        .containsExactly(
            entry("a", "1,2"),
            entry("b", "é x"),
            entry("c", ""),
            entry("d", "%zz%4"),
            entry("", "e"));
    assertThat(QueryStrings.parse("")).isEmpty();
  }
}
