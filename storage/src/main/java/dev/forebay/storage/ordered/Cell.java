package dev.forebay.storage.ordered;

/** A key with its value. Immutable: nobody changes the arrays. */
public final class Cell {
  private final byte[] key;
  private final byte[] value;

  /** A cell of the key and the value, which are taken over. */
  public Cell(byte[] key, byte[] value) {
    this.key = key;
    this.value = value;
  }

  /** The key. */
  public byte[] key() {
    return key;
  }

  /** The value. */
  public byte[] value() {
    return value;
  }
}
