package dev.forebay.model.trail;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One step of an event's way. Immutable. */
public sealed interface Step {
  /** What happened and why, in words for whoever wrote the function. */
  String text();

  /** What it is called, such as {@code givenUp}. */
  default String name() {
    String type = getClass().getSimpleName();
    return Character.toLowerCase(type.charAt(0)) + type.substring(1);
  }

  /** Which invocation it belongs to. */
  default Optional<String> requestId() {
    return Optional.empty();
  }

  /** It was taken in, durably, for the function to run later. */
  record Accepted() implements Step {
    @Override
    public String text() {
      return "accepted; it is stored, and the caller was answered";
    }
  }

  /**
   * It was read from its source, and the filter, if there is one, let it pass.
   *
   * @param why as the filter explains it
   */
  record Received(String why) implements Step {
    @Override
    public String text() {
      return "received from the source; " + why;
    }
  }

  /**
   * It was read from its source and dropped.
   *
   * @param why as the filter explains it
   */
  record Filtered(String why) implements Step {
    @Override
    public String text() {
      return "filtered out: " + why;
    }
  }

  /**
   * Which attempt it is, where attempts are counted.
   *
   * @param number from 1 on
   * @param most how many there may be; empty where only age ends them
   */
  record Attempt(int number, Optional<Integer> most) {
    String text() {
      return "attempt " + number + most.map(all -> " of " + all).orElse("");
    }
  }

  /**
   * The function was called with it.
   *
   * @param batch how many events went together, 1 or more
   */
  record Started(String request, Optional<Attempt> attempt, int batch) implements Step {
    @Override
    public String text() {
      return attempt.map(one -> one.text() + " started").orElse("the function was called")
          + (batch == 1 ? "" : ", in a batch of " + batch);
    }

    @Override
    public Optional<String> requestId() {
      return Optional.of(request);
    }
  }

  /** The function answered. */
  record Succeeded(String request) implements Step {
    @Override
    public String text() {
      return "the function succeeded";
    }

    @Override
    public Optional<String> requestId() {
      return Optional.of(request);
    }
  }

  /**
   * The function failed.
   *
   * @param error the type of the error and what it says
   */
  record Failed(String request, Optional<Attempt> attempt, String error) implements Step {
    @Override
    public String text() {
      return attempt.map(Attempt::text).orElse("the function") + " failed: " + error;
    }

    @Override
    public Optional<String> requestId() {
      return Optional.of(request);
    }
  }

  /**
   * The function could not be run; that is no attempt.
   *
   * @param reason such as a throttle
   */
  record NotRun(String reason) implements Step {
    @Override
    public String text() {
      return "the function did not run: " + reason;
    }
  }

  /**
   * It waits, and is tried again.
   *
   * @param at by the clock
   * @param pause how long that is from the step on
   * @param because why then
   */
  record Delayed(Instant at, Duration pause, String because) implements Step {
    @Override
    public String text() {
      return "to be tried again at " + at + ", " + later() + ", because " + because;
    }

    private String later() {
      return pause.isZero()
          ? "at once"
          : (pause.toSeconds() > 0 ? pause.toSeconds() + " s" : pause.toMillis() + " ms")
              + " later";
    }
  }

  /**
   * It stays with its source, which gives it again by itself.
   *
   * @param until when, in words
   */
  record Left(String until) implements Step {
    @Override
    public String text() {
      return "left to its source, which gives it again " + until;
    }
  }

  /**
   * The batch that it was in was divided.
   *
   * @param why what brought that about
   */
  record Split(String why) implements Step {
    @Override
    public String text() {
      return "split: " + why;
    }
  }

  /**
   * It is not tried any more.
   *
   * @param why such as attempts that are used up
   */
  record GivenUp(String why) implements Step {
    @Override
    public String text() {
      return "given up: " + why;
    }
  }

  /**
   * It, or a record of it, has gone somewhere.
   *
   * @param what such as dead letter
   * @param target an ARN
   */
  record Delivered(String what, String target) implements Step {
    @Override
    public String text() {
      return what + " delivered to " + target;
    }
  }

  /**
   * It, or a record of it, could not go where it was to go.
   *
   * @param what such as dead letter
   * @param target an ARN
   * @param error what the target, or the authorization, says
   * @param then what becomes of it
   */
  record Undelivered(String what, String target, String error, String then) implements Step {
    @Override
    public String text() {
      return what + " not delivered to " + target + ": " + error + "; " + then;
    }
  }

  /**
   * It was moved to a dead-letter queue.
   *
   * @param queue its ARN
   * @param why such as the number of receives
   */
  record DeadLettered(String queue, String why) implements Step {
    @Override
    public String text() {
      return "moved to the dead-letter queue " + queue + ": " + why;
    }
  }

  /**
   * It was moved to another queue, as was asked for.
   *
   * @param queue its ARN
   * @param id what it is called there
   */
  record Moved(String queue, String id) implements Step {
    @Override
    public String text() {
      return "moved to " + queue + " by StartMessageMoveTask, as message " + id;
    }
  }

  /**
   * Its source was told that it is done: a message deleted, a record passed by the checkpoint.
   *
   * @param how in words
   */
  record Settled(String how) implements Step {
    @Override
    public String text() {
      return "done: " + how;
    }
  }
}
