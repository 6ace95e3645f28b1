package dev.forebay.logs.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in a JSON message, such as {@code $.users[0].name}; {@code *} stands for any member or
 * element. Immutable.
 *
 * @param text as it was given
 * @param steps from the root inward
 */
record Selector(String text, List<Step> steps) {

  Selector {
    steps = List.copyOf(steps);
  }

  /** One step inward. */
  sealed interface Step {
    /** The member of an object with this name. */
    record Member(String name) implements Step {}

    /** The element of an array at this index. */
    record Element(int index) implements Step {}

    /** Every member of an object. */
    record AnyMember() implements Step {}

    /** Every element of an array. */
    record AnyElement() implements Step {}
  }

  static Selector parse(Tokens tokens) {
    int start = tokens.position();
    tokens.expect('$');
    List<Step> steps = new ArrayList<>();
    while (tokens.at('.') || tokens.at('[')) {
      boolean dot = tokens.take('.');
      if (tokens.take('[')) {
        steps.add(bracketed(tokens));
      } else if (dot && tokens.take('*')) {
        steps.add(new Step.AnyMember());
      } else if (dot && tokens.at('"')) {
        steps.add(new Step.Member(tokens.quoted()));
      } else {
        steps.add(new Step.Member(tokens.word(" \t\r\n.[]=!<>&|(){}\"")));
      }
    }
    if (steps.isEmpty()) {
      throw tokens.error("a selector names no member");
    }
    return new Selector(tokens.since(start), steps);
  }

  private static Step bracketed(Tokens tokens) {
    Step step;
    if (tokens.take('*')) {
      step = new Step.AnyElement();
    } else if (tokens.at('"')) {
      step = new Step.Member(tokens.quoted());
    } else if (tokens.at('\'')) {
      step = new Step.Member(tokens.between('\''));
    } else {
      String index = tokens.word("]");
      if (!index.matches("[0-9]{1,9}")) {
        throw tokens.error("an index must be a number");
      }
      step = new Step.Element(Integer.parseInt(index));
    }
    tokens.expect(']');
    return step;
  }
}
