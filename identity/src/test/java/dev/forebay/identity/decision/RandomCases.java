package dev.forebay.identity.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Questions at random, from few words, so that statements often apply. */
final class RandomCases {
  static final String OWN = "111122223333";
  static final String OTHER = "444455556666";
  static final String USER_ARN = "arn:aws:iam::111122223333:user/u";
  static final String ROLE_ARN = "arn:aws:iam::111122223333:role/path/r";
  private static final String SESSION_ARN = "arn:aws:sts::111122223333:assumed-role/r/s";
  private static final String FEDERATED_ARN = "arn:aws:sts::111122223333:federated-user/f";
  private static final String ROOT_ARN = "arn:aws:iam::111122223333:root";

  private static final List<String> ACTIONS =
      List.of("s3:GetObject", "s3:PutObject", "sqs:SendMessage", "lambda:InvokeFunction");
  private static final List<String> ACTION_PATTERNS =
      List.of(
          "*",
          "s3:*",
          "S3:getobject",
          "s3:?etObject",
          "*:*t*",
          "sqs:Send*",
          "lambda:Invoke",
          "lambda:invokefunction",
          "s3:Put*",
          "sqs:*Message");
  private static final List<String> RESOURCES =
      List.of(
          "*",
          "arn:aws:s3:::bucket/a",
          "arn:aws:s3:::bucket/a:b/c",
          "arn:aws:sqs:us-east-1:111122223333:queue",
          "arn:aws:lambda:eu-west-1:111122223333:function:f",
          "arn:aws:lambda:eu-west-1:111122223333:function:f:PROD");
  private static final List<String> RESOURCE_PATTERNS =
      List.of(
          "*",
          "arn:aws:s3:::bucket/*",
          "arn:aws:s3:::*",
          "arn:aws:s3:::bucket/${k1}",
          "arn:aws:s3:::bucket/${k1, 'a'}*",
          "arn:aws:s3:::${k2}/?",
          "arn:aws:s3:*:*b/c",
          "arn:aws:sqs:*:*:queue",
          "arn:aws:sqs:us-*-1:*:q*",
          "arn:aws:sqs:*",
          "arn:aws:lambda:*-1:*:function:*",
          "arn:aws:lambda:??-west-1:111122223333:function:f",
          "arn:aws:lambda:eu-west-1:*:function:f:*",
          "arn:aws:*:*west*:*:*",
          "arn:*:*:*:*PROD");
  private static final List<String> KEYS = List.of("k1", "K1", "k2", "k3", "aws:TagKeys");
  private static final List<String> WORDS =
      List.of(
          "a",
          "A",
          "b",
          "",
          "bucket",
          "1",
          "2.5",
          "-3",
          "true",
          "false",
          "10.1.2.3",
          "10.9.0.1",
          "2001:db8::1",
          "2026-01-01T00:00:00Z",
          "1767225600",
          "YWJj",
          "a*",
          "arn:aws:s3:::bucket",
          "arn:aws:sqs:us-east-1:111122223333:queue");
  private static final List<String> PATTERNS =
      List.of(
          "*",
          "a*",
          "?",
          "${k2}",
          "${K1}*",
          "${k3, 'a'}",
          "${*}",
          "a${*}",
          "${$}x",
          "arn:aws:s3:*:*:b*",
          "arn:aws:*:*:*:*",
          "arn:aws:sqs:us-?ast-1:*:*",
          "arn:aws:s3:*");
  private static final List<String> RANGES =
      List.of("10.0.0.0/8", "10.1.2.3", "10.1.2.0/23", "2001:db8::/32", "0.0.0.0/0");
  private static final List<String> DATES =
      List.of("2026-01-01T00:00:00Z", "2025-01-01T00:00:00Z", "1767225600", "1767225601");
  private static final List<String> OPERATORS =
      List.of(
          "StringEquals",
          "StringNotEquals",
          "StringEqualsIgnoreCase",
          "StringNotEqualsIgnoreCase",
          "StringLike",
          "StringNotLike",
          "NumericEquals",
          "NumericNotEquals",
          "NumericLessThan",
          "NumericLessThanEquals",
          "NumericGreaterThan",
          "NumericGreaterThanEquals",
          "DateEquals",
          "DateNotEquals",
          "DateLessThan",
          "DateLessThanEquals",
          "DateGreaterThan",
          "DateGreaterThanEquals",
          "Bool",
          "BinaryEquals",
          "IpAddress",
          "NotIpAddress",
          "ArnEquals",
          "ArnLike",
          "ArnNotEquals",
          "ArnNotLike",
          "Null");
  private static final List<String> WHO =
      List.of(
          "user",
          "user",
          "role",
          "role",
          "federated",
          "federated-root",
          "root",
          "service",
          "web",
          "nobody");
  private static final List<String> AWS_NAMES =
      List.of(
          "*",
          OWN,
          OTHER,
          ROOT_ARN,
          USER_ARN,
          ROLE_ARN,
          SESSION_ARN,
          FEDERATED_ARN,
          "arn:aws:iam::111122223333:user/someone",
          "AIDAAAAAAAAAAAAAAAAA",
          "AROAAAAAAAAAAAAAAAAA");

  private final RandomGenerator random;
  private final JsonNodeFactory json = JsonNodeFactory.instance;

  RandomCases(RandomGenerator random) {
    this.random = random;
  }

  NaiveCase next() {
    String who = one(WHO);
    boolean trust = random.nextInt(6) == 0;
    boolean identities =
        !List.of("root", "service", "web", "nobody", "federated-root").contains(who);
    boolean sessions = List.of("role", "federated", "federated-root").contains(who);
    return new NaiveCase(
        who,
        names(who),
        random.nextInt(3) > 0,
        one(ACTIONS),
        one(RESOURCES),
        keys(),
        documents(identities ? random.nextInt(3) : 0),
        identities && random.nextInt(3) == 0 ? Optional.of(document(false)) : Optional.empty(),
        documents(sessions && random.nextBoolean() ? 1 : 0),
        trust || random.nextInt(3) > 0 ? Optional.of(document(true)) : Optional.empty(),
        trust);
  }

  private static Map<String, Integer> names(String who) {
    Map<String, Integer> account = Map.of("AWS:" + OWN, 1, "AWS:" + ROOT_ARN, 1, "AWS:*", 3);
    Map<String, Integer> names = new HashMap<>(account);
    switch (who) {
      case "user" -> {
        names.put("AWS:" + USER_ARN, 3);
        names.put("AWS:AIDAAAAAAAAAAAAAAAAA", 3);
      }
      case "role" -> {
        names.put("AWS:" + SESSION_ARN, 3);
        names.put("AWS:" + ROLE_ARN, 2);
        names.put("AWS:AROAAAAAAAAAAAAAAAAA", 2);
      }
      case "federated" -> {
        names.put("AWS:" + FEDERATED_ARN, 3);
        names.put("AWS:" + USER_ARN, 2);
      }
      case "federated-root" -> names.put("AWS:" + FEDERATED_ARN, 3);
      case "root" -> names.replaceAll((name, level) -> 3);
      case "service" -> {
        names.clear();
        names.putAll(Map.of("AWS:*", 3, "Service:s3.amazonaws.com", 3));
      }
      case "web" -> {
        names.clear();
        names.putAll(Map.of("AWS:*", 3, "Federated:accounts.google.com", 3));
      }
      default -> {
        names.clear();
        names.put("AWS:*", 3);
      }
    }
    return names;
  }

  private Map<String, List<String>> keys() {
    Map<String, List<String>> keys = new HashMap<>();
    for (String key : List.of("k1", "k2", "k3", "aws:tagkeys")) {
      int several = random.nextInt(4);
      if (several > 0) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < (several == 3 ? 2 : 1); i++) {
          values.add(one(WORDS));
        }
        keys.put(key, values);
      }
    }
    return keys;
  }

  private List<JsonNode> documents(int count) {
    List<JsonNode> documents = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      documents.add(document(false));
    }
    return documents;
  }

  private JsonNode document(boolean principals) {
    ObjectNode document = json.objectNode();
    if (random.nextInt(5) > 0) {
      document.put("Version", random.nextInt(5) > 0 ? "2012-10-17" : "2008-10-17");
    }
    int count = 1 + random.nextInt(3);
    if (count == 1 && random.nextBoolean()) {
      document.set("Statement", statement(principals));
    } else {
      ArrayNode statements = document.putArray("Statement");
      for (int i = 0; i < count; i++) {
        statements.add(statement(principals));
      }
    }
    return document;
  }

  private ObjectNode statement(boolean principals) {
    ObjectNode statement = json.objectNode();
    boolean allow = random.nextInt(4) > 0;
    statement.put("Effect", allow ? "Allow" : "Deny");
    statement.set(random.nextInt(6) > 0 ? "Action" : "NotAction", someOf(ACTION_PATTERNS));
    if (!principals || random.nextInt(8) > 0) {
      statement.set(random.nextInt(6) > 0 ? "Resource" : "NotResource", someOf(RESOURCE_PATTERNS));
    }
    if (principals) {
      statement.set(!allow && random.nextInt(3) == 0 ? "NotPrincipal" : "Principal", principal());
    }
    int conditions = random.nextInt(4);
    if (conditions > 1) {
      ObjectNode block = statement.putObject("Condition");
      for (int i = 1; i < conditions; i++) {
        condition(block);
      }
    }
    return statement;
  }

  private JsonNode principal() {
    if (random.nextInt(6) == 0) {
      return json.textNode("*");
    }
    ObjectNode principal = json.objectNode();
    if (random.nextInt(4) > 0) {
      ArrayNode names = principal.putArray("AWS");
      for (int i = 0; i <= random.nextInt(5); i++) {
        names.add(one(AWS_NAMES));
      }
    }
    if (principal.isEmpty() || random.nextInt(4) == 0) {
      principal.put("Service", random.nextBoolean() ? "s3.amazonaws.com" : "sns.amazonaws.com");
    }
    if (random.nextInt(4) == 0) {
      principal.put("Federated", "accounts.google.com");
    }
    return principal;
  }

  private void condition(ObjectNode block) {
    String plain = one(OPERATORS);
    String operator = plain;
    if (!plain.equals("Null")) {
      operator =
          one(List.of("", "", "ForAllValues:", "ForAnyValue:"))
              + plain
              + (random.nextInt(4) == 0 ? "IfExists" : "");
    }
    List<String> words = words(plain);
    ObjectNode keys = block.putObject(operator);
    keys.set(one(KEYS), random.nextInt(12) == 0 ? json.arrayNode() : someOf(words));
  }

  private static List<String> words(String operator) {
    if (operator.contains("Date")) {
      return DATES;
    }
    if (operator.contains("Ip")) {
      return RANGES;
    }
    if (operator.equals("Bool") || operator.equals("Null")) {
      return List.of("true", "false");
    }
    List<String> words = new ArrayList<>(WORDS);
    if (operator.contains("String") || operator.contains("Arn")) {
      words.addAll(PATTERNS);
      words.addAll(PATTERNS);
    }
    return words;
  }

  private JsonNode someOf(List<String> words) {
    if (random.nextBoolean()) {
      return json.textNode(one(words));
    }
    ArrayNode some = json.arrayNode();
    for (int i = 0; i <= random.nextInt(3); i++) {
      some.add(one(words));
    }
    return some;
  }

  private String one(List<String> words) {
    return words.get(random.nextInt(words.size()));
  }
}
