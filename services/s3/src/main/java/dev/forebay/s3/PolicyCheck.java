package dev.forebay.s3;

import java.util.Optional;

/** Reads policy documents for this service, which knows no policy language. Thread-safe. */
public interface PolicyCheck {
  /** What is wrong with a text that is to be a bucket's policy; empty when nothing is. */
  Optional<String> fault(String policy);

  /** Whether a policy lets everybody in. */
  boolean isPublic(String policy);
}
