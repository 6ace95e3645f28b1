package dev.forebay.storage;

/** What an acknowledgement promises. */
public enum Durability {
  /** The write is on the disk: it survives the loss of power. */
  FSYNC,
  /** The operating system has the write: it survives a crash of the process. */
  OS,
  /** The write is in the heap of the process, and is gone with it. */
  MEMORY
}
