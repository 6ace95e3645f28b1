package dev.forebay.function.definition;

/**
 * A deployment package or a layer's content, stored under its hash. Immutable.
 *
 * @param sha256 the SHA-256 of the zip, 64 lower-case hexadecimal digits
 * @param base64 the same hash as the API spells it
 * @param size bytes of the zip
 * @param unpackedSize bytes of all files in it
 */
public record CodePackage(String sha256, String base64, long size, long unpackedSize) {}
