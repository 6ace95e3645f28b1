package dev.forebay.firehose;

import com.fasterxml.jackson.databind.JsonNode;
import dev.forebay.firehose.TransformStep.Given;
import dev.forebay.model.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a function says of one record.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html">Required
 *     parameters for data transformation</a>
 */
sealed interface Answered {
  /** It is this now. */
  record Ok(Given of, Bytes data) implements Answered {}

  /** It is not wanted. */
  record Dropped(Given of) implements Answered {}

  /** It could not be transformed. */
  record Failed(Given of) implements Answered {}

  /**
   * What an answer says of each record that was given, in the order of the answer.
   *
   * @throws TransformationFailed when it does not say it of each, once
   */
  static List<Answered> read(Bytes payload, List<Given> given) {
    Map<String, Given> byId = new LinkedHashMap<>();
    given.forEach(one -> byId.put(one.id(), one));
    List<Answered> answers = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (JsonNode record : records(payload)) {
      String id = record.path("recordId").asText("");
      Given of = byId.remove(id);
      if (of == null) {
        throw seen.contains(id)
            ? new TransformationFailed(
                "Lambda.DuplicatedRecordId",
                "Multiple records were returned with the same record Id. Ensure that the Lambda"
                    + " function returns unique record Ids for each record.")
            : missing();
      }
      seen.add(id);
      answers.add(answer(of, record));
    }
    if (!byId.isEmpty()) {
      throw missing();
    }
    return answers;
  }

  private static TransformationFailed missing() {
    return new TransformationFailed(
        "Lambda.MissingRecordId",
        "One or more record Ids were not returned. Ensure that the Lambda function returns all"
            + " received record Ids.");
  }

  private static JsonNode records(Bytes payload) {
    try {
      JsonNode records = TransformStep.JSON.readTree(payload.toInputStream()).path("records");
      if (records.isArray()) {
        return records;
      }
    } catch (IOException e) {
      throw unreadable();
    }
    throw unreadable();
  }

  private static TransformationFailed unreadable() {
    return new TransformationFailed(
        "Lambda.JsonProcessingException",
        "There was an error parsing returned records from the Lambda function. Ensure that the"
            + " returned records follow the status model that is required by Amazon Data"
            + " Firehose.");
  }

  private static Answered answer(Given of, JsonNode record) {
    return switch (record.path("result").asText("")) {
      case "Ok" -> new Ok(of, data(record));
      case "Dropped" -> new Dropped(of);
      case "ProcessingFailed" -> new Failed(of);
      default ->
          throw new TransformationFailed(
              "Lambda.FunctionError",
              "Invalid output structure: Please check your function and make sure the processed"
                  + " records contain valid result status of Dropped, Ok, or ProcessingFailed.");
    };
  }

  private static Bytes data(JsonNode record) {
    JsonNode data = record.path("data");
    try {
      if (data.isTextual()) {
        return Bytes.wrap(data.binaryValue());
      }
    } catch (IOException e) {
      throw unreadable();
    }
    throw unreadable();
  }
}
