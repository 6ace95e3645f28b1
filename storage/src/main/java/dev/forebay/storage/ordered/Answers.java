package dev.forebay.storage.ordered;

import dev.forebay.storage.CommitOutcome;
import dev.forebay.storage.CommitOutcome.Committed;
import dev.forebay.storage.CommitOutcome.Fenced;
import dev.forebay.storage.CommitOutcome.Refused;
import dev.forebay.storage.CommitOutcome.Unknown;
import dev.forebay.storage.Log;
import dev.forebay.storage.Log.AppendOutcome;
import dev.forebay.storage.Log.AppendOutcome.Appended;
import dev.forebay.storage.Transaction;
import java.nio.ByteBuffer;

/** The answers to operations as they are remembered: a letter and a number. */
final class Answers {
  private Answers() {}

  static byte[] encode(CommitOutcome outcome, Transaction transaction) {
    return switch (outcome) {
      case Committed(long revision) -> encode('C', revision);
      case Refused(Transaction.Condition failed) ->
          encode('R', transaction.conditions().indexOf(failed));
      case Fenced(long epoch) -> encode('F', epoch);
      case Unknown _ -> throw new IllegalArgumentException("nothing to remember: " + outcome);
    };
  }

  /**
   * The first answer to the transaction.
   *
   * @throws IllegalArgumentException when its id was used for another one
   */
  static CommitOutcome decode(byte[] answer, Transaction transaction) {
    ByteBuffer in = ByteBuffer.wrap(answer);
    char letter = (char) in.get();
    long number = in.getLong();
    if (letter == 'R' && number >= transaction.conditions().size()) {
      throw new IllegalArgumentException(
          "the operation id belongs to another transaction: " + transaction.id());
    }
    return switch (letter) {
      case 'C' -> new Committed(number);
      case 'R' -> new Refused(transaction.conditions().get((int) number));
      case 'F' -> new Fenced(number);
      default -> throw new IllegalStateException("unreadable answer: " + letter);
    };
  }

  static byte[] encode(AppendOutcome outcome) {
    return switch (outcome) {
      case Appended(Log.Position position) -> encode('A', OrderedLog.sequence(position));
      case AppendOutcome.Fenced(long epoch) -> encode('F', epoch);
      case AppendOutcome.Sealed _, AppendOutcome.Unknown _ ->
          throw new IllegalArgumentException("nothing to remember: " + outcome);
    };
  }

  static AppendOutcome decodeAppend(byte[] answer) {
    ByteBuffer in = ByteBuffer.wrap(answer);
    char letter = (char) in.get();
    long number = in.getLong();
    return switch (letter) {
      case 'A' -> new Appended(OrderedLog.position(number));
      case 'F' -> new AppendOutcome.Fenced(number);
      default -> throw new IllegalStateException("unreadable answer: " + letter);
    };
  }

  private static byte[] encode(char letter, long number) {
    return ByteBuffer.allocate(9).put((byte) letter).putLong(number).array();
  }
}
