package dev.forebay.model.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceHeaderTest {
  private static final String ARN = "arn:aws:lambda:eu-central-1:123456789012:function:fn";
  private static final String ROOT = "1-5759e988-bd862e3fe1be46a994272793";
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private static TraceHeader of(String received) {
    return TraceHeader.of(
        Optional.of(received).filter(text -> !text.isEmpty()), NOW, new Random(1));
  }

  @Test
  void aCallerWithoutOneGetsAFreshRootWithTheTimeInIt() {
    assertThat(of("").toString())
        .matches("Root=1-6[0-9a-f]{7}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0;Lineage=");
  }

  @Test
  void whatTheCallerSentIsPassedOn() {
    TraceHeader header = of("Root=" + ROOT + ";Parent=53995c3f42cd8ad8;Sampled=1");
    assertThat(header).isEqualTo(new TraceHeader(ROOT, "53995c3f42cd8ad8", "1", Lineage.NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        ";;;=;",
        "Root=1-2-3;Parent=x",
        "Root=" + ROOT + "0",
        "Lineage=|||:::|a87bd80c:x|a87bd80c:99999999999",
      })
  void whatCannotBeReadIsMadeAnew(String received) {
    TraceHeader header = of(received);
    assertThat(header.root()).hasSize(35).isNotEqualTo(ROOT);
    assertThat(header.lineage()).isEqualTo(Lineage.NONE);
  }

  @Test
  void theLineageCountsEachFunctionOnItsOwn() {
    Lineage lineage = Lineage.NONE;
    for (int i = 0; i < 3; i++) {
      lineage = lineage.with(ARN).with(ARN + "-other");
    }
    TraceHeader sent = of("").into(lineage.with(ARN));
    TraceHeader received = of(sent.toString());
    assertThat(received).isEqualTo(sent);
    assertThat(received.lineage().count(ARN)).isEqualTo(4);
    assertThat(received.lineage().count(ARN + "-other")).isEqualTo(3);
    assertThat(received.lineage().count(ARN + "-third")).isZero();
  }

  @Test
  void aLongChainKeepsTheFunctionsInvokedLast() {
    Lineage lineage = Lineage.NONE;
    for (int i = 0; i < 100; i++) {
      lineage = lineage.with(ARN + i);
    }
    assertThat(lineage.visits()).hasSize(32);
    assertThat(lineage.count(ARN + 99)).isEqualTo(1);
    assertThat(lineage.count(ARN + 1)).isZero();
    assertThat(of("Lineage=" + lineage).lineage()).isEqualTo(lineage);
  }
}
