package dev.forebay.s3;

/** Archived objects. */
final class Restores {
  /** Until when a copy of an archived object may be read; no header. */
  static final String RESTORED_UNTIL = "restored-until";

  private Restores() {}
}
