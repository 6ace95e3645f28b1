package dev.forebay.function.policy;

import dev.forebay.function.name.FunctionTarget;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;

/**
 * Makes the statement that AddPermission asks for.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html">AddPermission
 *     </a>
 */
final class RequestedStatement {
  private static final String EQUALS = "StringEquals";

  private RequestedStatement() {}

  /** Throws 400 for a principal that is none. */
  static Statement of(FunctionTarget target, AddPermissionRequest request) {
    String partition = target.function().place().region().partition();
    return new Statement(
        request.statementId(),
        Principal.parse(request.principal(), partition),
        request.action(),
        target.arn().toString(),
        conditions(request));
  }

  private static List<Statement.Condition> conditions(AddPermissionRequest request) {
    List<Statement.Condition> conditions = new ArrayList<>();
    add(conditions, EQUALS, "AWS:SourceAccount", request.sourceAccount());
    add(conditions, EQUALS, "lambda:EventSourceToken", request.eventSourceToken());
    add(conditions, EQUALS, "lambda:FunctionUrlAuthType", request.functionUrlAuthTypeAsString());
    add(conditions, EQUALS, "aws:PrincipalOrgID", request.principalOrgID());
    if (Boolean.TRUE.equals(request.invokedViaFunctionUrl())) {
      add(conditions, "Bool", "lambda:InvokedViaFunctionUrl", "true");
    }
    add(conditions, "ArnLike", "AWS:SourceArn", request.sourceArn());
    return conditions;
  }

  private static void add(
      List<Statement.Condition> conditions, String operator, String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      conditions.add(new Statement.Condition(operator, key, value));
    }
  }
}
