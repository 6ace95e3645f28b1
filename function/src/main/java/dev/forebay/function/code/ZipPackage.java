package dev.forebay.function.code;

import dev.forebay.function.answer.Refusals;
import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A deployment package being read. Whoever sends it is not trusted: sizes are counted as they come
 * out, never believed; names and links must stay inside; checksums must hold; encrypted entries,
 * devices, two different files of one name, and more entries than any package has are refused.
 * Confined to one thread.
 */
final class ZipPackage {
  private static final Logger LOG = LoggerFactory.getLogger(ZipPackage.class);
  private static final int MOST_ENTRIES = 200_000;
  private static final int LONGEST_LINK = 4_096;
  private static final int FORMAT = 0170000;
  private static final int REGULAR = 0100000;
  private static final int ANY_EXECUTE = 0111;

  private final ZipFile zip;
  private final Unpacking target;
  private final long limit;
  private final Map<List<String>, Optional<Long>> seen = new HashMap<>();
  private final Map<List<String>, String> links = new LinkedHashMap<>();
  private final byte[] buffer = new byte[64 * 1024];
  private long unpacked;

  private ZipPackage(ZipFile zip, Unpacking target, long limit) {
    this.zip = zip;
    this.target = target;
    this.limit = limit;
  }

  /**
   * Reads the whole package, giving its entries to the target, and returns the bytes of all files.
   *
   * @param limit most bytes of all files together
   * @throws AwsException 400 in AWS's words for anything that is wrong with the package
   * @throws IOException when the target cannot take it
   */
  static long unpack(Bytes content, Unpacking target, long limit) throws IOException {
    if (content.isEmpty()) {
      throw empty();
    }
    try (ZipFile zip = open(content)) {
      return new ZipPackage(zip, target, limit).run();
    }
  }

  private static ZipFile open(Bytes content) {
    try {
      return ZipFile.builder()
          .setSeekableByteChannel(new SeekableInMemoryByteChannel(content.toArray()))
          .get();
    } catch (IOException | RuntimeException notAZip) {
      LOG.debug("a package cannot be opened", notAZip);
      throw notUnzippable();
    }
  }

  private long run() throws IOException {
    List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
    if (entries.isEmpty()) {
      throw empty();
    }
    if (entries.size() > MOST_ENTRIES) {
      throw notUnzippable();
    }
    for (ZipArchiveEntry entry : entries) {
      take(entry);
    }
    for (Map.Entry<List<String>, String> link : links.entrySet()) {
      target.link(link.getKey(), link.getValue());
    }
    return unpacked;
  }

  private void take(ZipArchiveEntry entry) throws IOException {
    List<String> path = EntryPath.parse(entry.getName()).orElseThrow(ZipPackage::notUnzippable);
    if (entry.isDirectory()) {
      folders(path, path.size());
      return;
    }
    int format = entry.getUnixMode() & FORMAT;
    if (path.isEmpty()
        || !zip.canReadEntryData(entry)
        || entry.getGeneralPurposeBit().usesEncryption()
        || !(format == 0 || format == REGULAR || entry.isUnixSymlink())) {
      throw notUnzippable();
    }
    folders(path, path.size() - 1);
    Optional<Long> before = seen.putIfAbsent(path, Optional.of(entry.getCrc()));
    if (before != null) {
      // Build tools do put the same file twice; two different ones would leave it to chance which
      // of them runs.
      if (!before.equals(Optional.of(entry.getCrc())) || entry.isUnixSymlink()) {
        throw notUnzippable();
      }
      return;
    }
    if (entry.isUnixSymlink()) {
      link(entry, path);
    } else {
      file(entry, path);
    }
  }

  private void folders(List<String> path, int depth) throws IOException {
    for (int i = 1; i <= depth; i++) {
      List<String> folder = List.copyOf(path.subList(0, i));
      Optional<Long> before = seen.putIfAbsent(folder, Optional.empty());
      if (before == null) {
        target.folder(folder);
      } else if (before.isPresent()) {
        throw notUnzippable();
      }
    }
  }

  private void file(ZipArchiveEntry entry, List<String> path) throws IOException {
    boolean executable = (entry.getUnixMode() & ANY_EXECUTE) != 0;
    CRC32 sum = new CRC32();
    try (InputStream in = content(entry);
        OutputStream out =
            target.file(path, executable ? Unpacking.Access.EXECUTABLE : Unpacking.Access.PLAIN)) {
      for (int read = read(in); read >= 0; read = read(in)) {
        unpacked += read;
        if (unpacked > limit) {
          throw PackageLimits.unzippedTooLarge();
        }
        sum.update(buffer, 0, read);
        out.write(buffer, 0, read);
      }
    }
    if (sum.getValue() != entry.getCrc()) {
      throw notUnzippable();
    }
  }

  private void link(ZipArchiveEntry entry, List<String> path) throws IOException {
    String to;
    try (InputStream in = content(entry)) {
      byte[] bytes = in.readNBytes(LONGEST_LINK);
      to = Bytes.wrap(bytes).toUtf8();
    } catch (IOException e) {
      LOG.debug("a link cannot be read", e);
      throw notUnzippable();
    }
    if (!EntryPath.staysInside(to, path.size() - 1)) {
      throw notUnzippable();
    }
    links.put(path, to);
  }

  private InputStream content(ZipArchiveEntry entry) {
    try {
      InputStream in = zip.getInputStream(entry);
      if (in != null) {
        return in;
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("an entry cannot be opened", e);
    }
    throw notUnzippable();
  }

  private int read(InputStream in) {
    try {
      return in.read(buffer);
    } catch (IOException | RuntimeException e) {
      LOG.debug("an entry cannot be read", e);
      throw notUnzippable();
    }
  }

  private static AwsException notUnzippable() {
    return Refusals.invalidParameter(
        "Could not unzip uploaded file. Please check your file, then try to upload again.");
  }

  private static AwsException empty() {
    return Refusals.invalidParameter("Uploaded file must be a non-empty zip");
  }
}
