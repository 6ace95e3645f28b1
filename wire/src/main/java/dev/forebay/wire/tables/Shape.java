package dev.forebay.wire.tables;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a service model says of one shape. Immutable.
 *
 * @param name the shape's name
 * @param type {@code structure}, {@code list}, {@code map}, {@code string}, {@code integer} and so
 *     on, as the model spells it
 * @param members a structure's members and their shapes, in the model's order
 * @param required the members that must be there
 * @param element the shape of a list's elements or a map's values
 * @param key the shape of a map's keys
 * @param min the least length, size or value
 * @param max the greatest length, size or value
 * @param pattern the regular expression that a string matches as a whole
 * @param values the values of an enum, in the order in which refusals list them
 * @param sensitive whether the value must not appear in messages
 * @param refusal how a service that checks this enum on its own refuses a value
 * @param error what there is to know of an error
 */
public record Shape(
    String name,
    String type,
    Map<String, String> members,
    Set<String> required,
    Optional<String> element,
    Optional<String> key,
    Optional<String> min,
    Optional<String> max,
    Optional<String> pattern,
    List<String> values,
    boolean sensitive,
    Optional<EnumRefusal> refusal,
    Optional<ErrorTable> error) {

  /**
   * How a service refuses a value of an enum that it checks after everything else.
   *
   * @param code the error's code
   * @param listed the values that the message lists, in its order
   * @param text what follows the list
   */
  public record EnumRefusal(String code, List<String> listed, String text) {}
}
