package dev.forebay.execution.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A runtime that AWS has, or once had, under this identifier. Immutable.
 *
 * @param identifier such as {@code python3.12}; case matters
 * @param family what runs it
 * @param version the interpreter's; {@code 0} for those that bring their own program
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html">Lambda
 *     runtimes</a>
 */
public record ManagedRuntime(String identifier, Family family, Version version) {
  private static final Map<String, ManagedRuntime> KNOWN =
      Stream.of(
              family(
                  Family.PYTHON,
                  "2.7",
                  "3.6",
                  "3.7",
                  "3.8",
                  "3.9",
                  "3.10",
                  "3.11",
                  "3.12",
                  "3.13",
                  "3.14"),
              family(
                  Family.NODEJS,
                  "4.3",
                  "6.10",
                  "8.10",
                  "10.x",
                  "12.x",
                  "14.x",
                  "16.x",
                  "18.x",
                  "20.x",
                  "22.x",
                  "24.x",
                  "4.3-edge",
                  ""),
              family(
                  Family.JAVA,
                  "8",
                  "8.al2",
                  "11",
                  "17",
                  "21",
                  "25",
                  "8.al2023",
                  "11.al2023",
                  "17.al2023"),
              family(Family.RUBY, "2.5", "2.7", "3.2", "3.3", "3.4", "4.0"),
              family(Family.DOTNET, "core1.0", "core2.0", "core2.1", "core3.1", "6", "8", "10"),
              family(Family.GO, "1.x"),
              family(Family.PROVIDED, "", ".al2", ".al2023"))
          .flatMap(runtimes -> runtimes)
          .collect(Collectors.toUnmodifiableMap(ManagedRuntime::identifier, Function.identity()));

  /** The runtime of this identifier. */
  public static Optional<ManagedRuntime> of(String identifier) {
    return Optional.ofNullable(KNOWN.get(identifier));
  }

  /** All of them, by identifier. */
  public static List<ManagedRuntime> all() {
    return KNOWN.values().stream()
        .sorted((one, other) -> one.identifier().compareTo(other.identifier()))
        .toList();
  }

  private static Stream<ManagedRuntime> family(Family family, String... endings) {
    return Stream.of(endings)
        .map(ending ->
            new ManagedRuntime(
                family.word() + ending,
                family,
                Version.parse(ending.replace("core", "")).orElse(new Version(0, 0)).in(family)));
  }
}
