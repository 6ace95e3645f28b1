package dev.forebay.wire.form;

import dev.forebay.wire.AwsException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.fileupload.FileItemIterator;
import org.apache.commons.fileupload.FileItemStream;
import org.apache.commons.fileupload.FileUpload;
import org.apache.commons.fileupload.FileUploadBase.FileUploadIOException;
import org.apache.commons.fileupload.FileUploadException;
import org.apache.commons.fileupload.InvalidFileNameException;
import org.apache.commons.fileupload.MultipartStream.MalformedStreamException;
import org.apache.commons.fileupload.UploadContext;

/**
 * A form of {@code multipart/form-data}: its fields, which are read at once, and the file after
 * them, which is read as it comes and never held as a whole. What follows the file is read and
 * dropped ("POST Object", Amazon S3 API Reference). Confined to one thread.
 */
public final class MultipartForm {
  /** The most that may come before the file's bytes. */
  private static final int MOST_BEFORE_FILE = 20_480;

  /** About what a field's boundary and header have besides its name. */
  private static final int AROUND_FIELD = 64;

  private final FileItemIterator parts;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private Optional<FileItemStream> file = Optional.empty();
  private int before;

  private MultipartForm(FileItemIterator parts) {
    this.parts = parts;
  }

  /**
   * Reads a form up to its file, or to its end when it has none.
   *
   * @param in the request's body
   * @param contentType the request's, with the boundary
   * @throws AwsException when it is no such form, or too much comes before the file
   * @throws IOException when the sender is gone
   */
  public static MultipartForm read(InputStream in, String contentType) throws IOException {
    FileUpload upload = new FileUpload();
    upload.setHeaderEncoding(StandardCharsets.UTF_8.name());
    upload.setPartHeaderSizeMax(MOST_BEFORE_FILE);
    return explained(() -> {
      MultipartForm form = new MultipartForm(upload.getItemIterator(new Incoming(in, contentType)));
      form.readFields();
      return form;
    });
  }

  private void readFields() throws FileUploadException, IOException {
    if (!parts.hasNext()) {
      throw malformed();
    }
    while (file.isEmpty() && parts.hasNext()) {
      FileItemStream part = parts.next();
      if (isFile(part)) {
        file = Optional.of(part);
      } else {
        readField(part);
      }
    }
  }

  private static boolean isFile(FileItemStream part) {
    return part.getFieldName().equalsIgnoreCase("file");
  }

  private void readField(FileItemStream part) throws IOException {
    before += part.getFieldName().length() + AROUND_FIELD;
    try (InputStream in = part.openStream()) {
      byte[] value = in.readNBytes(Math.max(0, MOST_BEFORE_FILE - before) + 1);
      before += value.length;
      if (before > MOST_BEFORE_FILE) {
        throw new AwsException(
            "MaxPostPreDataLengthExceeded",
            400,
            "Your POST request fields preceding the upload file were too large.",
            Map.of("MaxPostPreDataLengthBytes", Integer.toString(MOST_BEFORE_FILE)));
      }
      fields.merge(
          part.getFieldName().toLowerCase(Locale.ROOT),
          new String(value, StandardCharsets.UTF_8),
          (one, other) -> one + "," + other);
    }
  }

  /** The fields before the file by their names in lower case; those of one name are joined. */
  public Map<String, String> fields() {
    return Map.copyOf(fields);
  }

  /** The name of the file, without folders, which may be empty; empty when there is no file. */
  public Optional<String> fileName() {
    return file.map(MultipartForm::ownName);
  }

  private static String ownName(FileItemStream part) {
    try {
      String given = part.getName() == null ? "" : part.getName();
      return given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
    } catch (InvalidFileNameException e) {
      throw malformed();
    }
  }

  /**
   * The bytes of the file, which there must be, asked for once. Reading throws {@link AwsException}
   * where the form turns out to be malformed, at the file's end at the latest: the rest of the form
   * is read before that is told.
   *
   * @throws IOException when the sender is gone
   */
  public InputStream file() throws IOException {
    InputStream bytes = explained(() -> file.orElseThrow().openStream());
    return new InputStream() {
      private boolean ended;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] out, int from, int length) throws IOException {
        int count = ended ? -1 : explained(() -> bytes.read(out, from, length));
        if (count < 0 && !ended) {
          ended = true;
          explained(MultipartForm.this::dropRest);
        }
        return count;
      }
    };
  }

  private boolean dropRest() throws FileUploadException, IOException {
    while (parts.hasNext()) {
      if (isFile(parts.next())) {
        throw oneFile(2);
      }
    }
    return true;
  }

  /** The refusal of a form that has not exactly one file. */
  public static AwsException oneFile(int files) {
    return new AwsException(
        "InvalidArgument",
        400,
        "POST requires exactly one file upload per request.",
        Map.of("ArgumentName", "file", "ArgumentValue", Integer.toString(files)));
  }

  /** Something that reads the form. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws FileUploadException, IOException;
  }

  private static <T> T explained(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (MalformedStreamException | FileUploadIOException | FileUploadException e) {
      throw malformed();
    }
  }

  private static AwsException malformed() {
    return new AwsException(
        "MalformedPOSTRequest",
        400,
        "The body of your POST request is not well-formed multipart/form-data.");
  }

  /** The request as the parser asks for it. */
  private record Incoming(InputStream in, String contentType) implements UploadContext {
    @Override
    public String getCharacterEncoding() {
      return StandardCharsets.UTF_8.name();
    }

    @Override
    public String getContentType() {
      return contentType;
    }

    @Override
    public InputStream getInputStream() {
      return in;
    }

    @Override
    public long contentLength() {
      return -1;
    }

    @Deprecated
    @Override
    @SuppressWarnings("InlineMeSuggester") // The parser's own interface has it so.
    public int getContentLength() {
      return -1;
    }
  }
}
