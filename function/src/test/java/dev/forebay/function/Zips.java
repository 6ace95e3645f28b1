package dev.forebay.function;

import dev.forebay.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import software.amazon.awssdk.core.SdkBytes;

/** Builds zips, good and bad ones. */
public final class Zips {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes);

  /** A package with one Python file that holds the text. */
  public static SdkBytes python(String text) {
    return new Zips().file("handler.py", 0100644, text).sdk();
  }

  public Zips file(String name, int mode, String content) {
    return file(name, mode, content.getBytes(StandardCharsets.UTF_8));
  }

  public Zips file(String name, int mode, byte[] content) {
    return entry(name, entry -> entry.setUnixMode(mode), content);
  }

  public Zips plain(String name, String content) {
    return entry(name, entry -> {}, content.getBytes(StandardCharsets.UTF_8));
  }

  public Zips link(String name, String target) {
    return file(name, 0120777, target);
  }

  public interface Shaping {
    void shape(ZipArchiveEntry entry);
  }

  public Zips entry(String name, Shaping shaping, byte[] content) {
    try {
      ZipArchiveEntry entry = new ZipArchiveEntry(name);
      shaping.shape(entry);
      zip.putArchiveEntry(entry);
      zip.write(content);
      zip.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] array() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public SdkBytes sdk() {
    return SdkBytes.fromByteArray(array());
  }

  public Bytes bytes() {
    return Bytes.wrap(array());
  }
}
