package dev.forebay.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists that are read a page at a time. */
class PageTest {
  private static final List<String> ALL = List.of("a", "bé", "c", "d", "e");

  private static Page<String> page(@Nullable String token, int size) {
    return Page.of(
        ALL, Function.identity(), token, size, () -> new AwsException("Invalid", 400, "no token"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5, 6})
  void thePagesTogetherAreTheList(int size) {
    List<String> read = new ArrayList<>();
    Page<String> page = page(null, size);
    read.addAll(page.items());
    while (page.next().isPresent()) {
      assertThat(page.items()).hasSize(size);
      page = page(page.next().get(), size);
      read.addAll(page.items());
    }
    assertThat(read).isEqualTo(ALL);
  }

  @Test
  void aPageThatEndsWithTheListHasNoToken() {
    assertThat(page(null, 5).next()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "a=b", "8J-", "_w"})
  void aTextThatIsNoTokenIsRefused(String text) {
    assertThatThrownBy(() -> page(text, 2)).isInstanceOf(AwsException.class);
  }
}
