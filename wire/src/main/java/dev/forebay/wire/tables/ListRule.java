package dev.forebay.wire.tables;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for a list's size and for something of each element. */
final class ListRule implements Rule {
  private final Bounds size;
  private final Rule element;

  ListRule(Bounds size, Rule element) {
    this.size = size;
    this.element = element;
  }

  @Override
  public void check(Object value, String path, Violations violations) {
    List<?> list = (List<?>) value;
    if (element.hasOwnPath()) {
      int index = 0;
      for (Object entry : list) {
        if (violations.areEnough()) {
          return;
        }
        index++;
        String at = path + "." + index + ".member";
        if (entry == null) {
          violations.addNull(at);
        } else {
          element.check(entry, at, violations);
        }
      }
    } else {
      for (Object entry : list) {
        if (element.isBroken(entry)) {
          violations.add(list, sensitive(), path, elementText());
          break;
        }
      }
    }
    size.check(BigDecimal.valueOf(list.size()), list, sensitive(), path, violations);
  }

  private String elementText() {
    if (element instanceof TextRule text && text.bareEnum().isPresent()) {
      return text.bareEnum().get();
    }
    return "Member must satisfy constraint: " + element.bracketed();
  }

  @Override
  public boolean isBroken(@Nullable Object value) {
    return value == null;
  }

  @Override
  public List<String> constraints() {
    return size.texts();
  }

  @Override
  public boolean hasOwnPath() {
    return true;
  }

  @Override
  public boolean sensitive() {
    return element.sensitive();
  }
}
