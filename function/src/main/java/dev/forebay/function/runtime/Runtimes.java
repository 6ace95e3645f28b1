package dev.forebay.function.runtime;

import dev.forebay.function.answer.Refusals;
import java.util.List;
import java.util.Set;

/**
 * The runtimes that AWS has, and those that it once had.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html">Lambda
 *     runtimes</a>
 */
public final class Runtimes {
  /** Those that a function can be created with, in the order in which AWS lists them. */
  private static final List<String> CURRENT =
      List.of(
          "nodejs20.x",
          "python3.14",
          "provided.al2023",
          "python3.12",
          "python3.13",
          "nodejs24.x",
          "nodejs22.x",
          "java25",
          "python3.10",
          "python3.11",
          "java21",
          "ruby3.3",
          "ruby3.4",
          "ruby3.2",
          "python3.8",
          "python3.9",
          "java17",
          "nodejs16.x",
          "dotnet10",
          "dotnet8",
          "java11",
          "dotnet6",
          "nodejs18.x",
          "provided.al2",
          "java8.al2");

  /** Known to the API since AWS's list of the message above was recorded. */
  private static final Set<String> NEWER = Set.of("ruby4.0");

  private static final Set<String> RETIRED =
      Set.of(
          "nodejs",
          "nodejs4.3",
          "nodejs4.3-edge",
          "nodejs6.10",
          "nodejs8.10",
          "nodejs10.x",
          "nodejs12.x",
          "nodejs14.x",
          "java8",
          "python2.7",
          "python3.6",
          "python3.7",
          "dotnetcore1.0",
          "dotnetcore2.0",
          "dotnetcore2.1",
          "dotnetcore3.1",
          "go1.x",
          "ruby2.5",
          "ruby2.7",
          "provided");

  private static final Set<String> SNAP_START =
      Set.of(
          "java11",
          "java17",
          "java21",
          "java25",
          "python3.12",
          "python3.13",
          "python3.14",
          "dotnet8",
          "dotnet10");

  private Runtimes() {}

  /**
   * Checks that a function can be created with the runtime, or updated to it.
   *
   * @throws dev.forebay.wire.AwsException 400 when it cannot
   */
  public static void check(String runtime) {
    if (CURRENT.contains(runtime) || NEWER.contains(runtime)) {
      return;
    }
    if (RETIRED.contains(runtime)) {
      throw Refusals.invalidParameter(
          "The runtime parameter of "
              + runtime
              + " is no longer supported for creating or updating AWS Lambda functions. We"
              + " recommend you use a supported runtime while creating or updating functions.");
    }
    throw Refusals.invalidParameter(
        "Value "
            + runtime
            + " at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: ["
            + String.join(", ", CURRENT)
            + "] or be a valid ARN");
  }

  /** Whether AWS takes snapshots of the runtime's initialized environments. */
  public static boolean supportsSnapStart(String runtime) {
    return SNAP_START.contains(runtime);
  }

  /** Whether the text names any runtime, current or retired. */
  public static boolean isKnown(String runtime) {
    return CURRENT.contains(runtime) || NEWER.contains(runtime) || RETIRED.contains(runtime);
  }
}
