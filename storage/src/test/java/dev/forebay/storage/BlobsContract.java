package dev.forebay.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.forebay.model.Bytes;
import dev.forebay.storage.Blobs.BlobId;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Blobs} promises. */
abstract class BlobsContract extends EngineContract {
  private Bytes content(int size) {
    byte[] content = new byte[size];
    random.nextBytes(content);
    return Bytes.wrap(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 65_537, 3_000_000})
  void aBlobIsReadAsItWasPut(int size) throws IOException {
    Bytes content = content(size);
    BlobId id = engine.blobs().put(content);
    assertThat(engine.blobs().get(id)).contains(content);
    try (InputStream in = engine.blobs().open(id).orElseThrow()) {
      assertThat(Bytes.wrap(in.readAllBytes())).isEqualTo(content);
    }
  }

  @Test
  void aBlobsAddressIsItsSha256() {
    assertThat(engine.blobs().put(text("abc")))
        .isEqualTo(new BlobId("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100_000})
  void theSameContentIsStoredOnceAndGoneOnceDeleted(int size) {
    Bytes content = content(size);
    BlobId id = engine.blobs().put(content);
    assertThat(engine.blobs().put(content)).isEqualTo(id);
    engine.blobs().delete(id);
    assertThat(engine.blobs().get(id)).isEmpty();
    assertThat(engine.blobs().open(id)).isEmpty();
    engine.blobs().delete(id);
    assertThat(engine.blobs().put(content)).isEqualTo(id);
    assertThat(engine.blobs().get(id)).contains(content);
  }

  @Test
  void aBlobThatWasNeverPutIsNotThere() {
    BlobId id = BlobId.of(text("never"));
    assertThat(engine.blobs().get(id)).isEmpty();
    assertThat(engine.blobs().open(id)).isEmpty();
  }

  @Test
  void anAddressIsSixtyFourHexadecimalDigits() {
    assertThatThrownBy(() -> new BlobId("../x")).hasMessageContaining("../x");
  }
}
