package dev.forebay.function.code;

import static dev.forebay.function.TestLambda.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.forebay.function.Zips;
import dev.forebay.model.Bytes;
import dev.forebay.wire.AwsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ZipPackageTest {
  private static final String BAD =
      "Could not unzip uploaded file. Please check your file, then try to upload again.";
  private static final String LARGE = "Unzipped size must be smaller than 262144000 bytes";

  @TempDir Path folder;

  @Nested
  final class Accepted {
    @Test
    void modesAreKeptAsExecutableOrNotAndEverythingIsReadable() throws IOException {
      unpack(
          new Zips()
              .file("bootstrap", 0100700, "#!/bin/sh\n")
              .file("secret.txt", 0100000, "x")
              .plain("lib/deep/module.py", "y"));

      assertThat(mode("bootstrap")).isEqualTo("rwxr-xr-x");
      assertThat(mode("secret.txt")).isEqualTo("rw-r--r--");
      assertThat(mode("lib/deep/module.py")).isEqualTo("rw-r--r--");
      assertThat(mode("lib/deep")).isEqualTo("rwxr-xr-x");
      assertThat(folder.resolve("lib/deep/module.py")).hasContent("y");
    }

    @Test
    void setUserIdIsDropped() throws IOException {
      unpack(new Zips().file("tool", 0104755, "x"));
      assertThat(Files.getAttribute(folder.resolve("tool"), "unix:mode")).isEqualTo(0100755);
    }

    @Test
    void linksThatStayInsideAreMade() throws IOException {
      unpack(
          new Zips()
              .link("node_modules/.bin/tool", "../tool/cli.js")
              .file("node_modules/tool/cli.js", 0100755, "cli"));
      assertThat(folder.resolve("node_modules/.bin/tool")).isSymbolicLink().hasContent("cli");
    }

    @Test
    void theSameFileTwiceIsTakenOnce() throws IOException {
      unpack(new Zips().plain("a", "same").plain("a", "same").plain("b/", "").plain("b/", ""));
      assertThat(folder.resolve("a")).hasContent("same");
    }

    @Test
    void sizesOfAllFilesAreAddedUp() throws IOException {
      assertThat(unpack(new Zips().plain("a", "12345").plain("b/c", "678"))).isEqualTo(8);
    }

    @Test
    void dotsAndDoubledSlashesInNamesMeanNothing() throws IOException {
      unpack(new Zips().plain("./a//b/./c", "x"));
      assertThat(folder.resolve("a/b/c")).hasContent("x");
    }
  }

  @Nested
  final class Refused {
    @ParameterizedTest
    @ValueSource(
        strings = {"../evil", "a/../../evil", "/etc/evil", "a/..", "..", "a/../b", "\0evil"})
    void namesThatLeadOutOrCannotBe(String name) {
      assertInvalid(() -> unpack(new Zips().plain(name, "x")), BAD);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"/etc/passwd", "../outside", "x/../../outside", "a/../b", "../../..", ""})
    void linksThatLeadOut(String target) {
      assertInvalid(() -> unpack(new Zips().link("link", target)), BAD);
    }

    @Test
    void linksThatLeadOutThroughOtherLinks() {
      assertInvalid(
          () ->
              unpack(
                  new Zips().link("p/q/r/l", "../../..").link("p/q/r/x", "l/../../../../outside")),
          BAD);
    }

    @Test
    void filesBelowALink() {
      assertInvalid(
          () -> unpack(new Zips().link("a", "b").plain("a/file", "x").plain("b/y", "")), BAD);
      assertThat(folder.resolve("b/file")).doesNotExist();
    }

    @Test
    void twoDifferentFilesOfOneName() {
      assertInvalid(() -> unpack(new Zips().plain("a", "one").plain("a", "two")), BAD);
    }

    @Test
    void aFileThatIsAlsoAFolder() {
      assertInvalid(() -> unpack(new Zips().plain("a", "one").plain("a/b", "two")), BAD);
    }

    @ParameterizedTest
    @ValueSource(ints = {0020644, 0060644, 0010644, 0140644})
    void devicesPipesAndSockets(int mode) {
      assertInvalid(() -> unpack(new Zips().file("dev", mode, "")), BAD);
    }

    @Test
    void encryptedEntries() {
      byte[] zip = new Zips().plain("a", "secret").array();
      // The bit that says so, in the local and in the central header.
      zip[6] |= 1;
      int central = indexOf(zip, new byte[] {'P', 'K', 1, 2});
      zip[central + 8] |= 1;
      assertInvalid(() -> unpack(Bytes.wrap(zip)), BAD);
    }

    @Test
    void contentThatDoesNotMatchItsChecksum() {
      byte[] zip = new Zips().plain("a", "hello").array();
      int central = indexOf(zip, new byte[] {'P', 'K', 1, 2});
      zip[central + 16] ^= 1;
      assertInvalid(() -> unpack(Bytes.wrap(zip)), BAD);
    }

    @Test
    void textThatIsNoZipAndHalfAZip() {
      assertInvalid(() -> unpack(Bytes.utf8("not a zip at all")), BAD);
      byte[] zip = new Zips().plain("a", "x".repeat(10_000)).array();
      assertInvalid(() -> unpack(Bytes.wrap(zip).slice(0, zip.length / 2)), BAD);
    }

    @Test
    void nothing() {
      assertInvalid(() -> unpack(Bytes.EMPTY), "Uploaded file must be a non-empty zip");
      assertInvalid(() -> unpack(new Zips()), "Uploaded file must be a non-empty zip");
    }

    @Test
    void aBombIsStoppedAtTheLimitWhateverItsHeadersSay() {
      Zips bomb = new Zips();
      byte[] zeros = new byte[20_000_000];
      for (int i = 0; i < 14; i++) {
        bomb.file("z" + i, 0100644, zeros);
      }
      Bytes zip = bomb.bytes();
      assertThat(zip.size()).isLessThan(1_000_000);
      assertInvalid(
          () -> ZipPackage.unpack(zip, new Unpacking.Nowhere(), PackageLimits.UNZIPPED), LARGE);
    }

    @Test
    void everyByteFlippedIsRefusedOrReadButNeverAnotherError() throws IOException {
      byte[] zip =
          new Zips().plain("a", "hello").link("l", "a").file("d/b", 0100755, "xyz").array();
      for (int i = 0; i < zip.length; i++) {
        byte[] damaged = zip.clone();
        damaged[i] ^= (byte) 0xff;
        try {
          ZipPackage.unpack(Bytes.wrap(damaged), new Unpacking.Nowhere(), PackageLimits.UNZIPPED);
        } catch (AwsException refusal) {
          assertThat(refusal.status()).as("byte %d", i).isEqualTo(400);
        }
      }
    }
  }

  private long unpack(Zips zips) throws IOException {
    return unpack(zips.bytes());
  }

  private long unpack(Bytes zip) throws IOException {
    return ZipPackage.unpack(zip, new FolderUnpacking(folder), PackageLimits.UNZIPPED);
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(folder.resolve(name), LinkOption.NOFOLLOW_LINKS));
  }

  private static int indexOf(byte[] bytes, byte[] part) {
    return new String(bytes, StandardCharsets.ISO_8859_1)
        .indexOf(new String(part, StandardCharsets.ISO_8859_1));
  }
}
