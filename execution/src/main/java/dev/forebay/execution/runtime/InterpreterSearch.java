package dev.forebay.execution.runtime;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Names the programs that may be interpreters: on the search path, in the system's folders, and
 * where version managers keep them. Nothing is run. Immutable.
 */
final class InterpreterSearch {
  private static final List<String> SYSTEM_FOLDERS =
      List.of("/usr/local/bin", "/usr/bin", "/bin", "/opt/homebrew/bin");

  private final Map<String, String> environment;

  /** Searches with the PATH, HOME and the version managers' variables of an environment. */
  InterpreterSearch(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Existing executable files, each real file once. */
  List<Path> candidates(Family family) {
    SequencedMap<Path, Path> found = new LinkedHashMap<>();
    for (String name : names(family)) {
      for (Path folder : searchPath()) {
        add(found, folder.resolve(name));
      }
    }
    for (Place place : places(family)) {
      for (Path version : childrenOf(place.folder())) {
        add(found, version.resolve(place.program()));
      }
    }
    if (family == Family.JAVA) {
      variable("JAVA_HOME").ifPresent(home -> add(found, home.resolve("bin/java")));
    }
    return List.copyOf(found.values());
  }

  private static List<String> names(Family family) {
    return switch (family) {
      case PYTHON -> {
        List<String> names = new ArrayList<>();
        for (int minor = 8; minor < 20; minor++) {
          names.add("python3." + minor);
        }
        names.add("python3");
        yield names;
      }
      case NODEJS -> List.of("node", "nodejs");
      case JAVA -> List.of("java");
      case RUBY -> List.of("ruby");
      case DOTNET, GO, PROVIDED -> List.of();
    };
  }

  private List<Place> places(Family family) {
    Path home = variable("HOME").orElse(Path.of("/nonexistent"));
    Path asdf = variable("ASDF_DATA_DIR").orElse(home.resolve(".asdf")).resolve("installs");
    Path mise = home.resolve(".local/share/mise/installs");
    return switch (family) {
      case PYTHON ->
          List.of(
              new Place(
                  variable("PYENV_ROOT").orElse(home.resolve(".pyenv")).resolve("versions"),
                  "bin/python3"),
              new Place(home.resolve(".local/share/uv/python"), "bin/python3"),
              new Place(asdf.resolve("python"), "bin/python3"),
              new Place(mise.resolve("python"), "bin/python3"));
      case NODEJS ->
          List.of(
              new Place(
                  variable("NVM_DIR").orElse(home.resolve(".nvm")).resolve("versions/node"),
                  "bin/node"),
              new Place(home.resolve(".local/share/fnm/node-versions"), "installation/bin/node"),
              new Place(home.resolve(".volta/tools/image/node"), "bin/node"),
              new Place(asdf.resolve("nodejs"), "bin/node"),
              new Place(mise.resolve("node"), "bin/node"));
      case JAVA ->
          List.of(
              new Place(Path.of("/usr/lib/jvm"), "bin/java"),
              new Place(home.resolve(".sdkman/candidates/java"), "bin/java"),
              new Place(home.resolve(".jdks"), "bin/java"),
              new Place(asdf.resolve("java"), "bin/java"),
              new Place(mise.resolve("java"), "bin/java"));
      case RUBY ->
          List.of(
              new Place(home.resolve(".rbenv/versions"), "bin/ruby"),
              new Place(home.resolve(".rvm/rubies"), "bin/ruby"),
              new Place(asdf.resolve("ruby"), "bin/ruby"),
              new Place(mise.resolve("ruby"), "bin/ruby"));
      case DOTNET, GO, PROVIDED -> List.of();
    };
  }

  private List<Path> searchPath() {
    List<Path> folders = new ArrayList<>();
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      // A version manager's shims choose by the current folder; the real ones are found below.
      if (!folder.isEmpty() && !folder.endsWith("shims")) {
        folders.add(Path.of(folder));
      }
    }
    SYSTEM_FOLDERS.forEach(folder -> folders.add(Path.of(folder)));
    return folders;
  }

  private Optional<Path> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(text -> !text.isEmpty()).map(Path::of);
  }

  private static void add(SequencedMap<Path, Path> found, Path program) {
    if (Files.isRegularFile(program) && Files.isExecutable(program)) {
      try {
        Path real = program.toRealPath();
        found.putIfAbsent(real, real);
      } catch (IOException gone) {
        // It went away between the two looks: it is no candidate.
      }
    }
  }

  private static List<Path> childrenOf(Path folder) {
    List<Path> children = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        entries.forEach(children::add);
      } catch (IOException unreadable) {
        return List.of();
      }
    }
    children.sort(null);
    return children;
  }

  /** A folder of versions, and where in each the program is. */
  private record Place(Path folder, String program) {}
}
