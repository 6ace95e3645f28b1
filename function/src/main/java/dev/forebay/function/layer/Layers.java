package dev.forebay.function.layer;

import dev.forebay.function.answer.Refusals;
import dev.forebay.function.configuration.LayerChoice;
import dev.forebay.function.definition.LayerUse;
import dev.forebay.function.store.Rows;
import dev.forebay.model.AccountRegion;
import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds layer versions, one's own and those that others share: who may have them was decided on the
 * switchboard. Thread-safe.
 */
final class Layers implements LayerChoice {
  private static final int MOST = 5;

  private final Rows rows;

  Layers(Rows rows) {
    this.rows = rows;
  }

  /** The version, if it is there. */
  Optional<LayerVersion> find(LayerId.Version id) {
    return rows.read(
        id.layer().place(), LayerVersion.TABLE, LayerVersion.key(id.layer().name(), id.version()));
  }

  /**
   * The version.
   *
   * @throws AwsException 404 when it is not there
   */
  LayerVersion get(LayerId.Version id) {
    return find(id).orElseThrow(Refusals::resourceNotFound);
  }

  @Override
  public List<LayerUse> choose(CallContext context, List<String> arns) {
    if (arns.size() > MOST) {
      throw Refusals.invalidParameter("Cannot reference more than " + MOST + " layers.");
    }
    List<LayerUse> chosen = new ArrayList<>();
    Map<LayerId, String> seen = new HashMap<>();
    for (String arn : arns) {
      LayerId.Version id = LayerId.parseVersion(arn);
      checkRegion(context.place(), id);
      String before = seen.put(id.layer(), arn);
      if (before != null) {
        throw Refusals.invalidParameter(
            "Two different versions of the same layer are not allowed to be referenced in the same function. %s and %s are versions of the same layer."
                .formatted(before, arn));
      }
      chosen.add(new LayerUse(arn, choose(id).content()));
    }
    return chosen;
  }

  private LayerVersion choose(LayerId.Version id) {
    checkNumber(id.version());
    return find(id)
        .orElseThrow(
            () -> Refusals.invalidParameter("Layer version " + id.arn() + " does not exist."));
  }

  /** Throws 400 for a number that no version has. */
  static void checkNumber(long version) {
    if (version < 1) {
      throw Refusals.invalidParameter("Layer Version Cannot be less than 1");
    }
  }

  private static void checkRegion(AccountRegion place, LayerId.Version id) {
    if (!id.layer().place().region().equals(place.region())) {
      throw Refusals.invalidParameter(
          "Layers are not in the same region as the function. Layers are expected to be in region "
              + place.region()
              + ".");
    }
  }
}
