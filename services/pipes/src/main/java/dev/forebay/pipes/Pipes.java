package dev.forebay.pipes;

import dev.forebay.eventsource.engine.Engine;
import dev.forebay.eventsource.mapping.RoleCalls;
import dev.forebay.model.AccountRegion;
import dev.forebay.model.Clock;
import dev.forebay.storage.StorageEngine;
import dev.forebay.storage.rows.RowStore;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.pipes.model.CreatePipeRequest;
import software.amazon.awssdk.services.pipes.model.DeletePipeRequest;
import software.amazon.awssdk.services.pipes.model.DescribePipeRequest;
import software.amazon.awssdk.services.pipes.model.ListPipesRequest;
import software.amazon.awssdk.services.pipes.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.pipes.model.StartPipeRequest;
import software.amazon.awssdk.services.pipes.model.StopPipeRequest;
import software.amazon.awssdk.services.pipes.model.TagResourceRequest;
import software.amazon.awssdk.services.pipes.model.UntagResourceRequest;
import software.amazon.awssdk.services.pipes.model.UpdatePipeRequest;

/**
 * EventBridge Pipes: its operations for the switchboard; the engine of event source mappings does
 * the work. Thread-safe.
 */
public final class Pipes {
  private final RowStore<AccountRegion> store;
  private final PipeStates states;
  private final Clock clock;
  private final RandomGenerator random;
  private volatile @Nullable Switchboard switchboard;

  /**
   * Opens the service; {@link #start} lets it act.
   *
   * @param storage holds all its state
   * @param clock stamps what is made
   * @param random thread-safe; for ids
   */
  public Pipes(StorageEngine storage, Clock clock, RandomGenerator random) {
    this.store = new RowStore<>(storage, "pipes", random, PipesErrors::unavailable);
    this.states = new PipeStates(store, clock);
    this.clock = clock;
    this.random = random;
  }

  /**
   * Goes on with the pipes that an earlier run of the server has left.
   *
   * @param board asked about roles
   * @param engine runs pipes
   * @param calls calls enrichments and targets
   */
  public void start(Switchboard board, Engine engine, RoleCalls calls) {
    this.switchboard = board;
    states.start(engine, calls);
  }

  private Switchboard switchboard() {
    Switchboard board = switchboard;
    if (board == null) {
      throw new IllegalStateException("no pipe is made before the start");
    }
    return board;
  }

  /** The operations, under {@code pipes}. */
  public ServiceBinding binding() {
    PipeOperations pipes = new PipeOperations(store, states, this::switchboard, clock, random);
    PipeTags tags = new PipeTags(store);
    return ServiceBinding.of("pipes")
        .on("CreatePipe", CreatePipeRequest::builder, pipes::create)
        .on("UpdatePipe", UpdatePipeRequest::builder, pipes::update)
        .on("DescribePipe", DescribePipeRequest::builder, pipes::describe)
        .on("DeletePipe", DeletePipeRequest::builder, pipes::delete)
        .on("StartPipe", StartPipeRequest::builder, pipes::start)
        .on("StopPipe", StopPipeRequest::builder, pipes::stop)
        .on("ListPipes", ListPipesRequest::builder, pipes::list)
        .on("TagResource", TagResourceRequest::builder, tags::tag)
        .on("UntagResource", UntagResourceRequest::builder, tags::untag)
        .on("ListTagsForResource", ListTagsForResourceRequest::builder, tags::list)
        .build();
  }
}
