package dev.forebay.eventsource.mapping;

/**
 * How far a mapping has come.
 *
 * <pre>
 * create, enabled      Creating  → Enabled
 * create, disabled     Creating  → Disabled
 * update, Enabled=true Enabling  → Enabled
 *                      Disabling → Disabled
 * update, else         Updating  → Enabled or Disabled, as before
 * delete               Deleting  → gone
 * </pre>
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html">EventSourceMappingConfiguration,
 *     State</a>
 */
public enum MappingState {
  /** It is being made. */
  CREATING("Creating"),
  /** It is being started. */
  ENABLING("Enabling"),
  /** It runs. */
  ENABLED("Enabled"),
  /** It is being stopped. */
  DISABLING("Disabling"),
  /** It does not run. */
  DISABLED("Disabled"),
  /** Its options are being changed. */
  UPDATING("Updating"),
  /** It is being stopped and removed. */
  DELETING("Deleting");

  private final String text;

  MappingState(String text) {
    this.text = text;
  }

  /** As the API spells it. */
  public String text() {
    return text;
  }

  /** Whether it stays so until the next change. */
  public boolean isSettled() {
    return this == ENABLED || this == DISABLED;
  }
}
