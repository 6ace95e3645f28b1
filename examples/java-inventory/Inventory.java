import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.List;
import java.util.Map;

/** Counts what an inventory event holds. */
public final class Inventory implements RequestHandler<Map<String, List<Integer>>, Map<String, Integer>> {
  @Override
  public Map<String, Integer> handleRequest(Map<String, List<Integer>> event, Context context) {
    int sum = event.getOrDefault("items", List.of()).stream().mapToInt(Integer::intValue).sum();
    context.getLogger().log("counted " + sum);
    return Map.of("items", sum);
  }
}
