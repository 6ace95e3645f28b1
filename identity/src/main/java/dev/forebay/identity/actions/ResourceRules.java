package dev.forebay.identity.actions;

import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms of resources in the table of operations:
 *
 * <pre>
 * *                                no resource
 * arn(M)                           the ARN that the member holds
 * first(M,N)                       the ARN that the first of them holds that is there
 * topic-of(M)                      the topic of the subscription whose ARN the member holds
 * each(M)                          all ARNs of the member, a list
 * service:path/{M}                 an ARN of the caller's account and region
 * service::path/{M}                an ARN of its account, of no region
 * gateway(/path/{M})               an ARN of API Gateway's, of the region and no account
 * function(M)                      a function, without its qualifier, by any form of its name
 * qualified(M,Q)                   with its qualifier, which Q may name as well
 * mapped(M,UUID)                   the function M, or else that of the mapping
 * lookup(kind,M)                   what {@link Lookup} knows
 * layer(M[,V])                     a layer or its version by name or ARN
 * queue(M) named-queue(N,A) task(H)            a queue by URL, by name and owner, by its move task
 * stream(A,N[,kind,T]) consumer(C,S,N)         by ARN, name, or opaque token; by ARN or stream
 * bucket(B[,K]) copied(S)         a bucket or an object in it; the source of a copy
 * bus(B) buses(E) rule(R,B)       a bus by name or ARN, or the default one; those of a list of
 *                                 entries; a rule of a bus
 * schedule(G,N)                   a schedule of a group, or of the default one
 * log-group(N[,I]) log-stream(S,N[,I])         by name or identifier
 * table(T[,I])  tables(M)  transacted(M)       a table by name or ARN, or its index; all that the
 *                                              keys of a map name; all that the parts M of a
 *                                              transaction name
 * statement(M,VERB)                            the tables that the PartiQL statements at M name, of
 *                                              one verb
 * table-iterator(T)                            a table's stream by a shard iterator
 * user(N) entity(kind,N) made(kind,N) oidc(U)  of IAM; a user's name may be left out for the
 *                                              caller's; made has its path in the request
 * </pre>
 *
 * <p>What a request leaves out that it must not becomes {@code *} in its place: the operation
 * refuses such a request itself, and until then only who may do it to all is told so.
 */
final class ResourceRules {
  private static final Pattern CALL = Pattern.compile("([a-z-]+)\\(([^()]*)\\)");
  private static final Pattern MEMBER = Pattern.compile("\\{([A-Za-z]+)}");
  private static final String ANY = "*";

  private final Map<String, Lookup> lookups;

  ResourceRules(Map<String, Lookup> lookups) {
    this.lookups = Map.copyOf(lookups);
  }

  /**
   * The rule that a form spells.
   *
   * @throws IllegalArgumentException for what is none of the forms
   */
  ResourceRule parse(String form) {
    if (form.equals(ANY)) {
      return request -> List.of(ANY);
    }
    Matcher call = CALL.matcher(form);
    if (!call.matches()) {
      return template(form);
    }
    String[] names = call.group(2).split(",", -1);
    return switch (call.group(1)) {
      case "each" -> request -> orAny(request.texts(names[0]));
      case "function" -> one(request -> LambdaNames.function(request, names[0]));
      case "qualified" -> one(request -> LambdaNames.qualified(request, names[0], names[1]));
      case "mapped" ->
          one(request ->
              request.text(names[0]).isPresent()
                  ? LambdaNames.function(request, names[0])
                  : find(request, "lambda.mapping", names[1]));
      case "layer" ->
          one(request -> LambdaNames.layer(request, names[0], names.length > 1 ? names[1] : ""));
      case "arn" -> one(request -> request.text(names[0]));
      case "gateway" -> one(request -> Optional.of(gateway(request, names[0])));
      case "first" -> one(request -> request.text(names[0]).or(() -> request.text(names[1])));
      case "topic-of" -> one(request -> request.text(names[0]).map(ResourceRules::topic));
      case "bucket" -> one(request -> BucketNames.bucket(request, names[0], last(names, 1)));
      case "copied" -> one(request -> BucketNames.source(request, names[0]));
      case "lookup" -> one(request -> find(request, names[0], names[1]));
      case "queue" -> one(request -> QueueNames.ofUrl(request, names[0]));
      case "named-queue" -> one(request -> QueueNames.ofOwner(request, names[0], names[1]));
      case "task" -> one(request -> QueueNames.ofTask(request, names[0]));
      case "stream" -> one(request -> stream(request, names));
      case "consumer" -> one(request -> consumer(request, names));
      case "table" -> one(request -> TableNames.one(request, names[0], last(names, 1)));
      case "tables" -> request -> orAny(TableNames.ofKeys(request, names[0]));
      case "transacted" -> request -> TableNames.ofParts(request, names[0]);
      case "statement" -> request -> StatementNames.of(request, names[0], names[1]);
      case "table-iterator" -> one(request -> TableNames.ofIterator(request, names[0]));
      case "bus" -> one(request -> Optional.of(BusNames.bus(request, names[0])));
      case "buses" -> request -> orAny(BusNames.ofEntries(request, names[0]));
      case "rule" -> one(request -> BusNames.rule(request, names[0], names[1]));
      case "schedule" -> one(request -> schedule(request, names[0], names[1]));
      case "log-group" -> one(request -> LogNames.stream(request, "", names[0], last(names, 1)));
      case "log-stream" ->
          one(request ->
              LogNames.stream(
                  request, request.text(names[0]).orElse(ANY), names[1], last(names, 2)));
      case "user" -> one(request -> user(request, names[0]));
      case "entity" -> one(request -> entity(request, names[0], names[1]));
      case "made" ->
          one(request ->
              request
                  .text(names[1])
                  .map(name -> iam(request, names[0] + request.text("Path").orElse("/") + name)));
      case "oidc" ->
          one(request ->
              request
                  .text(names[0])
                  .map(url -> iam(request, "oidc-provider/" + url.replaceFirst("^https?://", ""))));
      default -> throw new IllegalArgumentException("no form of a resource: " + form);
    };
  }

  /** One resource at the most. */
  @FunctionalInterface
  private interface OneResource {
    Optional<String> of(Members request);
  }

  private static ResourceRule one(OneResource rule) {
    return request -> List.of(rule.of(request).orElse(ANY));
  }

  private static String topic(String subscription) {
    return subscription.substring(0, Math.max(0, subscription.lastIndexOf(':')));
  }

  private static List<String> orAny(List<String> resources) {
    return resources.isEmpty() ? List.of(ANY) : resources;
  }

  private static String last(String[] names, int index) {
    return names.length > index ? names[index] : "";
  }

  private static ResourceRule template(String form) {
    int colon = form.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException("no form of a resource: " + form);
    }
    boolean global = form.startsWith("::", colon);
    String service = form.substring(0, colon);
    String path = form.substring(colon + (global ? 2 : 1));
    return request -> {
      String resource = fill(path, request);
      return List.of(
          global
              ? global(request.context().place(), service, resource)
              : request.context().place().arn(service, resource).toString());
    };
  }

  private static String fill(String path, Members request) {
    return MEMBER
        .matcher(path)
        .replaceAll(member -> Matcher.quoteReplacement(request.text(member.group(1)).orElse(ANY)));
  }

  private static String gateway(Members request, String path) {
    AccountRegion place = request.context().place();
    return "arn:"
        + place.region().partition()
        + ":apigateway:"
        + place.region()
        + "::"
        + fill(path, request);
  }

  private static String global(AccountRegion place, String service, String resource) {
    return "arn:"
        + place.region().partition()
        + ":"
        + service
        + "::"
        + place.account()
        + ":"
        + resource;
  }

  private static String iam(Members request, String resource) {
    return global(request.context().place(), "iam", resource);
  }

  private Optional<String> find(Members request, String kind, String member) {
    return find(request.context().place(), request, kind, member);
  }

  private Optional<String> find(AccountRegion place, Members request, String kind, String member) {
    Lookup lookup = lookups.getOrDefault(kind, Lookup.NONE);
    return request.text(member).flatMap(text -> lookup.find(place, text));
  }

  private static Optional<String> schedule(Members request, String group, String name) {
    String path = "schedule/" + request.text(group).orElse("default") + "/";
    return request
        .text(name)
        .map(schedule -> request.context().place().arn("scheduler", path + schedule).toString());
  }

  private Optional<String> stream(Members request, String[] names) {
    Optional<String> named =
        request
            .text(names[0])
            .or(() ->
                request
                    .text(names[1])
                    .map(name ->
                        request.context().place().arn("kinesis", "stream/" + name).toString()));
    // A token says more surely than the members beside it which stream is read; but not whose.
    return names.length > 2 && request.text(names[3]).isPresent()
        ? find(owner(request, request.text(names[0])), request, names[2], names[3])
        : named;
  }

  private static AccountRegion owner(Members request, Optional<String> arn) {
    AccountRegion place = request.context().place();
    return arn.flatMap(Arn::parse)
        .map(Arn::account)
        .filter(AccountId::isValid)
        .map(account -> new AccountRegion(new AccountId(account), place.region()))
        .orElse(place);
  }

  private static Optional<String> consumer(Members request, String[] names) {
    return request
        .text(names[0])
        .or(() ->
            request
                .text(names[1])
                .map(stream ->
                    stream + "/consumer/" + request.text(names[2]).orElse(ANY) + ":" + ANY));
  }

  private Optional<String> user(Members request, String member) {
    return request.text(member).isPresent()
        ? entity(request, "user", member)
        : Optional.of(request.context().caller().name());
  }

  private Optional<String> entity(Members request, String kind, String member) {
    return request
        .text(member)
        .map(name ->
            find(request, "iam." + kind, member).orElseGet(() -> iam(request, kind + "/" + name)));
  }
}
