package dev.forebay.function.tag;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.LambdaFunction;
import dev.forebay.function.name.FunctionId;
import dev.forebay.function.name.FunctionTarget;
import dev.forebay.model.AccountId;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Arn;
import dev.forebay.model.Region;
import dev.forebay.wire.CallContext;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The tags of functions. Versions and aliases have none. Thread-safe. */
public final class FunctionTags implements Taggable {
  private final Functions functions;

  /** The tags of these functions. */
  public FunctionTags(Functions functions) {
    this.functions = functions;
  }

  @Override
  public boolean isMeant(Arn arn) {
    return arn.service().equals("lambda") && arn.resource().startsWith("function:");
  }

  @Override
  public Map<String, String> tags(CallContext context, Arn arn) {
    return functions.get(id(context, arn)).tags();
  }

  /** The tags of a function, in its own account and region; none when it does not exist. */
  public Map<String, String> find(Arn arn) {
    if (!isMeant(arn) || !AccountId.isValid(arn.account()) || !Region.isValid(arn.region())) {
      return Map.of();
    }
    String name = arn.resource().split(":", -1)[1];
    return functions
        .find(
            new FunctionId(
                new AccountRegion(new AccountId(arn.account()), new Region(arn.region())), name))
        .map(LambdaFunction::tags)
        .orElse(Map.of());
  }

  @Override
  public void change(CallContext context, Arn arn, UnaryOperator<Map<String, String>> change) {
    functions.change(
        id(context, arn),
        edit -> {
          edit.replace(edit.function().withTags(change.apply(edit.function().tags())));
          return edit;
        });
  }

  private static FunctionId id(CallContext context, Arn arn) {
    FunctionTarget target = FunctionTarget.of(context.place(), arn.toString(), null);
    if (target.qualifier().isPresent()) {
      throw Refusals.invalidParameter(
          "Tags on function aliases and versions are not supported. Please specify a function"
              + " ARN.");
    }
    return target.function();
  }
}
