package dev.forebay.dynamodb.stream;

/** What a stream's records show of an item. */
public enum ViewType {
  /** Its key only. */
  KEYS_ONLY,
  /** As it is after the change. */
  NEW_IMAGE,
  /** As it was before the change. */
  OLD_IMAGE,
  /** Both. */
  NEW_AND_OLD_IMAGES;

  boolean showsNew() {
    return this == NEW_IMAGE || this == NEW_AND_OLD_IMAGES;
  }

  boolean showsOld() {
    return this == OLD_IMAGE || this == NEW_AND_OLD_IMAGES;
  }
}
