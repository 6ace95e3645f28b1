package dev.forebay.server.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Makes a deployment package of an example's folder; Java sources are compiled on the way. */
final class ExamplePackage {
  private ExamplePackage() {}

  /** The zip of all files of the folder, executable bits kept. */
  static byte[] of(Path folder, Path javaLibraries) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> files = walk.filter(Files::isRegularFile).sorted().toList();
      boolean java = files.stream().anyMatch(file -> file.toString().endsWith(".java"));
      if (java) {
        Path classes = Files.createTempDirectory("forebay-example");
        try {
          compile(files, javaLibraries, classes);
          return of(classes, javaLibraries);
        } finally {
          deleteTree(classes);
        }
      }
      return zip(folder, files);
    }
  }

  private static byte[] zip(Path folder, List<Path> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
      for (Path file : files) {
        ZipArchiveEntry entry = new ZipArchiveEntry(folder.relativize(file).toString());
        entry.setUnixMode(Files.isExecutable(file) ? 0755 : 0644);
        // A fixed time, so that an unchanged example keeps its CodeSha256.
        entry.setTime(0);
        zip.putArchiveEntry(entry);
        Files.copy(file, zip);
        zip.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static void compile(List<Path> sources, Path libraries, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IOException("this Java has no compiler");
    }
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
        Stream<Path> jars = Files.list(libraries)) {
      String classPath = String.join(java.io.File.pathSeparator, jars.map(Path::toString).toList());
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  manager,
                  null,
                  List.of("-d", classes.toString(), "-cp", classPath, "-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!compiled) {
        throw new IOException("the example does not compile: " + messages);
      }
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(java.util.Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
