package dev.forebay.function.definition;

/** How far a version has come. */
public enum Phase {
  /** Being created: State Pending. */
  CREATING,
  /** An update has been accepted: State Active, LastUpdateStatus InProgress. */
  UPDATING,
  /** Nothing is under way: State Active, LastUpdateStatus Successful. */
  SETTLED
}
