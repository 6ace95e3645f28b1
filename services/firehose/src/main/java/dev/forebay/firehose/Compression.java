package dev.forebay.firehose;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;

/** How the records of an object are packed. */
enum Compression {
  /** One behind the other. */
  UNCOMPRESSED("") {
    @Override
    OutputStream over(OutputStream out, String name, long millis) {
      return out;
    }
  },
  /** By gzip. */
  GZIP(".gz") {
    @Override
    OutputStream over(OutputStream out, String name, long millis) throws IOException {
      return new GZIPOutputStream(out);
    }
  },
  /** As the one entry of a ZIP file. */
  ZIP(".zip") {
    @Override
    OutputStream over(OutputStream out, String name, long millis) throws IOException {
      ZipOutputStream zip = new ZipOutputStream(out);
      ZipEntry entry = new ZipEntry(name);
      entry.setTime(millis);
      zip.putNextEntry(entry);
      return zip;
    }
  };

  private final String extension;

  Compression(String extension) {
    this.extension = extension;
  }

  /** What the names of objects end with, where nothing else is asked for. */
  String extension() {
    return extension;
  }

  /**
   * Packs what is written, the same bytes always in the same way; complete when it is closed.
   *
   * @param name of the entry, for what has entries
   * @param millis the entry's time
   */
  abstract OutputStream over(OutputStream out, String name, long millis) throws IOException;

  /**
   * What a format asks for.
   *
   * @throws dev.forebay.wire.AwsException for one that is not written here
   */
  static Compression of(@Nullable CompressionFormat format) {
    if (format == null) {
      return UNCOMPRESSED;
    }
    return switch (format) {
      case UNCOMPRESSED -> UNCOMPRESSED;
      case GZIP -> GZIP;
      case ZIP -> ZIP;
      case SNAPPY, HADOOP_SNAPPY, UNKNOWN_TO_SDK_VERSION ->
          throw FirehoseErrors.invalid(
              "CompressionFormat " + format + " is not supported by Forebay.");
    };
  }
}
