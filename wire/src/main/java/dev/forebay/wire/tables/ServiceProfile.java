package dev.forebay.wire.tables;

/**
 * What distinguishes a service on the wire. Immutable.
 *
 * @param name as in the credential scope
 * @param protocol {@code rest-json}, {@code rest-xml}, {@code json} or {@code query}
 * @param apiVersion the model's date, which query requests carry as {@code Version}
 * @param targetPrefix what stands before the operation in {@code X-Amz-Target}; empty when unused
 * @param xmlNamespace of XML answers; empty when unused
 * @param validationCode the code of the error for a request that breaks the model's rules; empty
 *     for a service that checks all of its requests itself, in words of its own
 * @param queryNamespace what stands before {@code #} in the types of errors, of a JSON service that
 *     speaks the query protocol as well ({@code awsQueryCompatible}); empty for the others
 */
public record ServiceProfile(
    String name,
    String protocol,
    String apiVersion,
    String targetPrefix,
    String xmlNamespace,
    String validationCode,
    String queryNamespace) {

  /** Whether requests may come by {@code Action}. */
  public boolean speaksQuery() {
    return protocol.equals("query") || !queryNamespace.isEmpty();
  }
}
