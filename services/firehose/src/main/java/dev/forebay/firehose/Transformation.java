package dev.forebay.firehose;

import dev.forebay.model.Arn;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.firehose.model.Processor;
import software.amazon.awssdk.services.firehose.model.ProcessorParameter;
import software.amazon.awssdk.services.firehose.model.ProcessorParameterName;

/**
 * A function that records go through. Immutable.
 *
 * @param function its ARN
 * @param role under which it is invoked
 * @param retries how often an invocation that failed is repeated
 * @param hints when it is invoked
 * @see <a href="https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html">Transform
 *     source data</a>
 */
record Transformation(Arn function, Arn role, int retries, Hints hints) {
  private static final int DEFAULT_RETRIES = 3;
  private static final int MOST_RETRIES = 300;
  private static final int DEFAULT_INTERVAL = 60;
  private static final int MOST_INTERVAL = 900;
  private static final BigDecimal LEAST_SIZE = new BigDecimal("0.2");
  private static final BigDecimal MOST_SIZE = BigDecimal.valueOf(3);

  /**
   * What a processor of the type Lambda asks for.
   *
   * @param streamRole under which the function is invoked if no other role is named
   * @throws dev.forebay.wire.AwsException when it cannot be
   */
  static Transformation of(Processor processor, Arn streamRole) {
    Map<ProcessorParameterName, String> given = new EnumMap<>(ProcessorParameterName.class);
    for (ProcessorParameter parameter : processor.parameters()) {
      switch (parameter.parameterName()) {
        case LAMBDA_ARN,
            NUMBER_OF_RETRIES,
            ROLE_ARN,
            BUFFER_SIZE_IN_M_BS,
            BUFFER_INTERVAL_IN_SECONDS ->
            given.put(parameter.parameterName(), parameter.parameterValue());
        default ->
            throw FirehoseErrors.invalid(
                "A processor of the type Lambda has no parameter "
                    + parameter.parameterNameAsString()
                    + ".");
      }
    }
    String function = given.get(ProcessorParameterName.LAMBDA_ARN);
    if (function == null) {
      throw FirehoseErrors.invalid("A processor of the type Lambda must have a LambdaArn.");
    }
    String role = given.get(ProcessorParameterName.ROLE_ARN);
    return new Transformation(
        arn(ProcessorParameterName.LAMBDA_ARN, function, "lambda"),
        role == null ? streamRole : arn(ProcessorParameterName.ROLE_ARN, role, "iam"),
        number(given, ProcessorParameterName.NUMBER_OF_RETRIES, DEFAULT_RETRIES, MOST_RETRIES),
        new Hints(
            size(given),
            Duration.ofSeconds(
                number(
                    given,
                    ProcessorParameterName.BUFFER_INTERVAL_IN_SECONDS,
                    DEFAULT_INTERVAL,
                    MOST_INTERVAL))));
  }

  private static Arn arn(ProcessorParameterName name, String text, String service) {
    return Arn.parse(text)
        .filter(arn -> arn.service().equals(service))
        .orElseThrow(() -> FirehoseErrors.invalid(name + " is not valid: " + text));
  }

  private static int number(
      Map<ProcessorParameterName, String> given, ProcessorParameterName name, int unset, int most) {
    String text = given.get(name);
    return text == null
        ? unset
        : parsed(name, text, Integer::parseInt, value -> value >= 0 && value <= most);
  }

  private static long size(Map<ProcessorParameterName, String> given) {
    ProcessorParameterName name = ProcessorParameterName.BUFFER_SIZE_IN_M_BS;
    String text = given.get(name);
    BigDecimal mebibytes =
        text == null
            ? BigDecimal.ONE
            : parsed(
                name,
                text,
                BigDecimal::new,
                value -> value.compareTo(LEAST_SIZE) >= 0 && value.compareTo(MOST_SIZE) <= 0);
    return mebibytes.multiply(BigDecimal.valueOf(Hints.MEBIBYTE)).longValue();
  }

  private static <T> T parsed(
      ProcessorParameterName name,
      String text,
      Function<String, T> parse,
      java.util.function.Predicate<T> fits) {
    try {
      T value = parse.apply(text);
      if (fits.test(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw FirehoseErrors.invalid(name + " is not valid: " + text);
    }
    throw FirehoseErrors.invalid(name + " is not valid: " + text);
  }
}
