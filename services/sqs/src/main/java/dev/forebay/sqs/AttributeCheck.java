package dev.forebay.sqs;

import dev.forebay.model.Bytes;
import dev.forebay.sqs.StoredMessage.Attribute;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Reads the attributes of a message that is sent ("Amazon SQS message metadata"). */
final class AttributeCheck {
  private static final int MOST = 10;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
  private static final Pattern TYPE = Pattern.compile("(String|Number|Binary)(\\..+)?");

  private AttributeCheck() {}

  static Map<String, Attribute> read(Map<String, MessageAttributeValue> given) {
    if (given.size() > MOST) {
      throw SqsErrors.invalid(
          "Number of message attributes [" + given.size() + "] exceeds the allowed maximum [10].");
    }
    Map<String, Attribute> read = new TreeMap<>();
    given.forEach((name, value) -> read.put(checkName(name), read(name, value)));
    return read;
  }

  private static String checkName(String name) {
    String lower = name.toLowerCase(java.util.Locale.ROOT);
    if (name.length() > 256
        || !NAME.matcher(name).matches()
        || lower.startsWith("aws.")
        || lower.startsWith("amazon.")) {
      throw SqsErrors.invalid("The message attribute name '" + name + "' is invalid.");
    }
    return name;
  }

  private static Attribute read(String name, MessageAttributeValue value) {
    if (!value.stringListValues().isEmpty() || !value.binaryListValues().isEmpty()) {
      throw SqsErrors.unsupported(
          "Message attribute list values in SendMessage operation are not supported.");
    }
    String type = value.dataType() == null ? "" : value.dataType();
    if (type.isEmpty()) {
      throw SqsErrors.invalid(
          "The message attribute '" + name + "' must contain a non-empty message attribute type.");
    }
    if (type.length() > 256 || !TYPE.matcher(type).matches()) {
      throw SqsErrors.invalid(
          "The message attribute '"
              + name
              + "' has an invalid message attribute type, the set of supported type prefixes is"
              + " Binary, Number, and String.");
    }
    Attribute attribute =
        new Attribute(
            type,
            type.startsWith("Binary")
                ? value.binaryValue() == null
                    ? Bytes.EMPTY
                    : Bytes.wrap(value.binaryValue().asByteArray())
                : Bytes.utf8(value.stringValue() == null ? "" : value.stringValue()));
    if (attribute.value().isEmpty()) {
      throw SqsErrors.invalid(
          "The message attribute '"
              + name
              + "' must contain a non-empty message attribute value for message attribute type '"
              + type
              + "'.");
    }
    if (type.startsWith("Number") && !isNumber(attribute.value().toUtf8())) {
      throw SqsErrors.invalid(
          "Can't cast the value of message (user) attribute '" + name + "' to a number.");
    }
    return attribute;
  }

  private static boolean isNumber(String text) {
    try {
      return text.length() <= 1_024 && new BigDecimal(text.strip()).precision() <= 38;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
