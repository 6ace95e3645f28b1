package dev.forebay.s3;

import dev.forebay.wire.AwsException;
import dev.forebay.wire.CallContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes objects and their versions. Thread-safe. */
final class DeleteOperations {
  private static final int MOST = 1_000;

  private final Buckets buckets;
  private final Objects objects;
  private final ObjectRules rules;
  private final Announcer announcer;
  private final Board board;

  DeleteOperations(
      Buckets buckets, Objects objects, ObjectRules rules, Announcer announcer, Board board) {
    this.buckets = buckets;
    this.objects = objects;
    this.rules = rules;
    this.announcer = announcer;
    this.board = board;
  }

  DeleteObjectResponse delete(CallContext context, DeleteObjectRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    String key = ObjectWrites.key(request.key());
    Objects.Deleted deleted =
        delete(
            context,
            bucket,
            key,
            request.versionId(),
            new Precondition(request.ifMatch(), null, null, null),
            Boolean.TRUE.equals(request.bypassGovernanceRetention()));
    DeleteObjectResponse.Builder answer = DeleteObjectResponse.builder();
    deleted.made().ifPresent(marker -> answer.deleteMarker(true).versionId(marker.id()));
    if (request.versionId() != null) {
      answer.versionId(request.versionId());
      if (deleted.gone().filter(ObjectVersion::marker).isPresent()) {
        answer.deleteMarker(true);
      }
    }
    return answer.build();
  }

  private Objects.Deleted delete(
      CallContext context,
      OpenBucket bucket,
      String key,
      @Nullable String versionId,
      Precondition precondition,
      boolean bypass) {
    List<Announcer.Announcement> announcements = new ArrayList<>(1);
    Objects.Deleted deleted =
        objects.delete(
            bucket,
            key,
            Optional.ofNullable(versionId),
            precondition,
            version -> rules.checkUnlocked(version, bypass),
            done -> {
              Announcer.Announcement announcement =
                  announcer.of(
                      context,
                      bucket,
                      key,
                      done.made().isPresent()
                          ? "ObjectRemoved:DeleteMarkerCreated"
                          : "ObjectRemoved:Delete");
              announcements.add(announcement);
              return announcement;
            });
    announcements.forEach(Announcer.Announcement::send);
    return deleted;
  }

  DeleteObjectsResponse deleteAll(CallContext context, DeleteObjectsRequest request) {
    OpenBucket bucket = buckets.open(request.bucket(), request.expectedBucketOwner());
    if (request.delete() == null
        || request.delete().objects().isEmpty()
        || request.delete().objects().size() > MOST) {
      throw S3Errors.malformedXml();
    }
    boolean quiet = Boolean.TRUE.equals(request.delete().quiet());
    List<DeletedObject> deleted = new ArrayList<>();
    List<S3Error> errors = new ArrayList<>();
    for (ObjectIdentifier each : request.delete().objects()) {
      try {
        DeletedObject gone = deleteOne(context, bucket, request, each);
        if (!quiet) {
          deleted.add(gone);
        }
      } catch (AwsException refused) {
        errors.add(
            S3Error.builder()
                .key(each.key())
                .versionId(each.versionId())
                .code(
                    refused.code().equals("AccessDeniedException")
                        ? "AccessDenied"
                        : refused.code())
                .message(refused.text())
                .build());
      }
    }
    return DeleteObjectsResponse.builder().deleted(deleted).errors(errors).build();
  }

  private DeletedObject deleteOne(
      CallContext context, OpenBucket bucket, DeleteObjectsRequest request, ObjectIdentifier each) {
    if (each.key() == null || each.key().isEmpty()) {
      throw S3Errors.refused("UserKeyMustBeSpecified", "A key must be specified.");
    }
    DeleteObjectRequest alone =
        DeleteObjectRequest.builder()
            .bucket(bucket.name())
            .key(each.key())
            .versionId(each.versionId())
            .bypassGovernanceRetention(request.bypassGovernanceRetention())
            .build();
    board.check(context, "s3", "DeleteObject", alone);
    checkTimeAndSize(bucket, each);
    Objects.Deleted done =
        delete(
            context,
            bucket,
            each.key(),
            each.versionId(),
            new Precondition(each.eTag(), null, null, null),
            Boolean.TRUE.equals(request.bypassGovernanceRetention()));
    DeletedObject.Builder answer =
        DeletedObject.builder().key(each.key()).versionId(each.versionId());
    done.made().ifPresent(marker -> answer.deleteMarker(true).deleteMarkerVersionId(marker.id()));
    done.gone()
        .filter(ObjectVersion::marker)
        .ifPresent(marker -> answer.deleteMarker(true).deleteMarkerVersionId(marker.id()));
    return answer.build();
  }

  private void checkTimeAndSize(OpenBucket bucket, ObjectIdentifier each) {
    Instant modified = each.lastModifiedTime();
    Long size = each.size();
    if (modified == null && size == null) {
      return;
    }
    Optional<ObjectVersion> version =
        objects.find(bucket, each.key(), Optional.ofNullable(each.versionId()));
    if (version.isPresent()
        && ((modified != null && !modified.equals(version.get().modified()))
            || (size != null && size != version.get().size()))) {
      throw S3Errors.preconditionFailed("x-amz-if-match-last-modified-time");
    }
  }

  /** Deletes what a bucket's rules say has lived long enough. */
  void expire(OpenBucket bucket, String key, Optional<String> versionId, String event) {
    List<Announcer.Announcement> announcements = new ArrayList<>(1);
    objects.delete(
        bucket,
        key,
        versionId,
        Precondition.NONE,
        version -> rules.checkUnlocked(version, false),
        done -> {
          Announcer.Announcement announcement =
              announcer.within(
                  bucket,
                  key,
                  done.made().isPresent() ? event + ":DeleteMarkerCreated" : event + ":Delete");
          announcements.add(announcement);
          return announcement;
        });
    announcements.forEach(Announcer.Announcement::send);
  }
}
