package dev.forebay.identity.actions;

import java.util.ArrayList;
import java.util.List;

/**
 * What the table says of an operation. Immutable.
 *
 * @param needs all that a caller has to be allowed; nothing for what everybody may do who can sign
 * @param shared whether it may be called on a resource of another account, which the first need
 *     names
 */
record Row(List<Need> needs, boolean shared) {
  /** Copies the list. */
  Row {
    needs = List.copyOf(needs);
  }

  /** With one need more. */
  Row with(Need need) {
    List<Need> more = new ArrayList<>(needs);
    more.add(need);
    return new Row(more, shared);
  }
}
