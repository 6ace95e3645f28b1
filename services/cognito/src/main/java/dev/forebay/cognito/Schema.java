package dev.forebay.cognito;

import dev.forebay.wire.protocol.SharedMembers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeDataType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NumberAttributeConstraintsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SchemaAttributeType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.StringAttributeConstraintsType;

/**
 * The attributes that users of a pool may have ("Working with user attributes"). Immutable.
 *
 * @param attributes of the pool
 */
record Schema(List<SchemaAttributeType> attributes) {
  private static final String CUSTOM = "custom:";
  private static final String DEVELOPER = "dev:";
  private static final int LONGEST = 2048;
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
  private static final Pattern PHONE = Pattern.compile("\\+[0-9]{1,15}");

  private static final List<String> TEXTS =
      List.of(
          "profile",
          "address",
          "birthdate",
          "gender",
          "preferred_username",
          "updated_at",
          "website",
          "picture",
          "identities",
          "sub",
          "phone_number",
          "phone_number_verified",
          "zoneinfo",
          "locale",
          "email",
          "email_verified",
          "given_name",
          "family_name",
          "middle_name",
          "name",
          "nickname");

  static Schema of(Pool pool) {
    return new Schema(pool.type().schemaAttributes());
  }

  static boolean isEmail(String text) {
    return EMAIL.matcher(text).matches();
  }

  static boolean isPhone(String text) {
    return PHONE.matcher(text).matches();
  }

  /** The standard attributes, as the request changes them, and the custom ones that it adds. */
  static List<SchemaAttributeType> of(List<SchemaAttributeType> given) {
    Map<String, SchemaAttributeType> all = new LinkedHashMap<>();
    for (String name : TEXTS) {
      all.put(name, standard(name));
    }
    for (SchemaAttributeType attribute : given) {
      if (attribute.name() == null) {
        throw CognitoErrors.invalid("Attribute name cannot be empty.");
      }
      SchemaAttributeType known = all.get(attribute.name());
      if (known == null) {
        SchemaAttributeType custom = custom(attribute);
        if (all.put(custom.name(), custom) != null) {
          throw CognitoErrors.invalid("Duplicate attribute " + custom.name() + ".");
        }
        continue;
      }
      if (attribute.attributeDataType() != null
          && attribute.attributeDataType() != known.attributeDataType()) {
        throw CognitoErrors.invalid(
            "You can not change AttributeDataType or set developerOnlyAttribute for standard"
                + " schema attribute "
                + attribute.name());
      }
      SchemaAttributeType.Builder changed = known.toBuilder();
      SharedMembers.copy(attribute, changed);
      all.put(attribute.name(), changed.build());
    }
    return List.copyOf(all.values());
  }

  private static SchemaAttributeType standard(String name) {
    SchemaAttributeType.Builder attribute =
        SchemaAttributeType.builder()
            .name(name)
            .developerOnlyAttribute(false)
            .mutable(!name.equals("sub"))
            .required(name.equals("sub"));
    if (name.endsWith("_verified")) {
      return attribute.attributeDataType(AttributeDataType.BOOLEAN).build();
    }
    if (name.equals("updated_at")) {
      return attribute
          .attributeDataType(AttributeDataType.NUMBER)
          .numberAttributeConstraints(
              NumberAttributeConstraintsType.builder().minValue("0").build())
          .build();
    }
    StringAttributeConstraintsType.Builder bounds = StringAttributeConstraintsType.builder();
    if (name.equals("birthdate")) {
      bounds.minLength("10").maxLength("10");
    } else if (!name.equals("identities")) {
      bounds.minLength(name.equals("sub") ? "1" : "0").maxLength(Integer.toString(LONGEST));
    }
    return attribute
        .attributeDataType(AttributeDataType.STRING)
        .stringAttributeConstraints(bounds.build())
        .build();
  }

  /** An attribute of the pool's own, under the name that it has there. */
  static SchemaAttributeType custom(SchemaAttributeType given) {
    boolean developer = Boolean.TRUE.equals(given.developerOnlyAttribute());
    if (Boolean.TRUE.equals(given.required())) {
      throw CognitoErrors.invalid("Required custom attributes are not supported currently.");
    }
    String prefix = developer ? DEVELOPER + CUSTOM : CUSTOM;
    String name = given.name().startsWith(prefix) ? given.name() : prefix + given.name();
    SchemaAttributeType.Builder custom =
        given.toBuilder()
            .name(name)
            .attributeDataType(
                given.attributeDataType() == null
                    ? AttributeDataType.STRING
                    : given.attributeDataType())
            .developerOnlyAttribute(developer)
            .mutable(given.mutable() == null ? Boolean.TRUE : given.mutable())
            .required(false);
    if (given.attributeDataType() == AttributeDataType.NUMBER) {
      custom.numberAttributeConstraints(
          given.numberAttributeConstraints() == null
              ? NumberAttributeConstraintsType.builder().build()
              : given.numberAttributeConstraints());
    } else if (given.attributeDataType() == null
        || given.attributeDataType() == AttributeDataType.STRING) {
      custom.stringAttributeConstraints(
          given.stringAttributeConstraints() == null
              ? StringAttributeConstraintsType.builder().build()
              : given.stringAttributeConstraints());
    }
    return custom.build();
  }

  Optional<SchemaAttributeType> find(String name) {
    return attributes.stream().filter(one -> one.name().equals(name)).findFirst();
  }

  /** The attributes of a request as a map, each checked against the schema. */
  Map<String, String> read(List<AttributeType> given) {
    Map<String, String> read = new LinkedHashMap<>();
    for (AttributeType attribute : given) {
      String value = attribute.value() == null ? "" : attribute.value();
      check(attribute.name(), value);
      read.put(attribute.name(), value);
    }
    return read;
  }

  private void check(String name, String value) {
    SchemaAttributeType rule =
        find(name).orElseThrow(() -> unfit(name, "Attribute does not exist in the schema.\n"));
    if (value.isEmpty()) {
      return;
    }
    if (name.equals("email") && !isEmail(value)) {
      throw CognitoErrors.invalid("Invalid email address format.");
    }
    if (name.equals("phone_number") && !isPhone(value)) {
      throw CognitoErrors.invalid("Invalid phone number format.");
    }
    switch (rule.attributeDataType()) {
      case STRING -> checkLength(name, value, rule.stringAttributeConstraints());
      case NUMBER -> checkNumber(name, value, rule.numberAttributeConstraints());
      case BOOLEAN -> {
        if (!value.equals("true") && !value.equals("false")) {
          throw unfit(name, "Attribute value is not of type Boolean.\n");
        }
      }
      case DATE_TIME, UNKNOWN_TO_SDK_VERSION -> {}
    }
  }

  private static void checkLength(String name, String value, StringAttributeConstraintsType rule) {
    if (rule == null) {
      return;
    }
    int most = rule.maxLength() == null ? LONGEST : Integer.parseInt(rule.maxLength());
    if (value.length() > most) {
      throw unfit(name, "String must be no longer than " + most + " characters.\n");
    }
    if (rule.minLength() != null && value.length() < Integer.parseInt(rule.minLength())) {
      throw unfit(name, "String must be no shorter than " + rule.minLength() + " characters.\n");
    }
  }

  private static void checkNumber(String name, String value, NumberAttributeConstraintsType rule) {
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw unfit(name, "Attribute value is not of type Number.\n");
    }
    if (rule != null
        && ((rule.minValue() != null && number < Double.parseDouble(rule.minValue()))
            || (rule.maxValue() != null && number > Double.parseDouble(rule.maxValue())))) {
      throw unfit(name, "Number is not in the permitted range.\n");
    }
  }

  private static RuntimeException unfit(String name, String why) {
    return CognitoErrors.invalid("Attributes did not conform to the schema: " + name + ": " + why);
  }

  /** Refuses a new user without what the pool requires. */
  void checkRequired(Map<String, String> given) {
    List<String> missing = new ArrayList<>();
    for (SchemaAttributeType rule : attributes) {
      if (Boolean.TRUE.equals(rule.required())
          && !rule.name().equals("sub")
          && given.getOrDefault(rule.name(), "").isEmpty()) {
        missing.add(rule.name() + ": The attribute is required\n");
      }
    }
    if (!missing.isEmpty()) {
      throw CognitoErrors.invalid(
          "Attributes did not conform to the schema: " + String.join("", missing));
    }
  }

  /** Refuses a change of what stays as it was set first. */
  void checkMutable(UserRow user, Map<String, String> changes) {
    changes.forEach((name, value) -> {
      boolean fixed = find(name).filter(rule -> Boolean.FALSE.equals(rule.mutable())).isPresent();
      if (fixed && user.attributes().containsKey(name)) {
        throw CognitoErrors.invalid("user." + name + ": Attribute cannot be updated.\n");
      }
    });
  }
}
