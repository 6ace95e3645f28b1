package dev.forebay.execution.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes control groups, those of a server that was killed among them. */
final class ControlGroupLeftovers {
  private static final Logger LOG = LoggerFactory.getLogger(ControlGroupLeftovers.class);

  private ControlGroupLeftovers() {}

  /**
   * Removes the groups named for the prefix and a process id whose process is gone, with what runs
   * in them. Those of other users are left alone.
   */
  static void remove(Path parent, String prefix) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix + "*")) {
      for (Path folder : folders) {
        String name = folder.getFileName().toString().substring(prefix.length());
        String id = name.replaceFirst("[.].*", "");
        if (id.matches("[0-9]{1,9}")
            && Files.isWritable(folder)
            && ProcessHandle.of(Long.parseLong(id)).filter(ProcessHandle::isAlive).isEmpty()) {
          LOG.debug("removing the control groups of server process {}, which is gone", id);
          removeTree(folder);
        }
      }
    } catch (IOException e) {
      LOG.debug("looking for left control groups in {}", parent, e);
    }
  }

  /** Removes a group and those in it, ending what still runs there. */
  static void removeTree(Path folder) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder, Files::isDirectory)) {
      children.forEach(ControlGroupLeftovers::removeTree);
    } catch (IOException e) {
      LOG.debug("listing {}", folder, e);
    }
    ControlGroup.removeFolder(folder);
  }
}
