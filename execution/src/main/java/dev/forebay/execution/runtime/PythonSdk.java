package dev.forebay.execution.runtime;

import java.nio.file.Path;

/**
 * A boto3 that an interpreter has. Immutable.
 *
 * @param folder holds it and what it needs
 * @param version botocore's
 */
record PythonSdk(Path folder, Version version) {
  /**
   * The first botocore that reads AWS_ENDPOINT_URL, by which a function's calls come back to us.
   */
  private static final Version READS_ENDPOINT = new Version(1, 31);

  /** Whether its calls go where AWS_ENDPOINT_URL says. */
  boolean findsUs() {
    return version.compareTo(READS_ENDPOINT) >= 0;
  }
}
