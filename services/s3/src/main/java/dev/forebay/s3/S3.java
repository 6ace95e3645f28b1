package dev.forebay.s3;

import dev.forebay.model.AccountId;
import dev.forebay.model.Arn;
import dev.forebay.model.Clock;
import dev.forebay.model.activity.Activity;
import dev.forebay.model.activity.Done;
import dev.forebay.model.activity.Pending;
import dev.forebay.push.Pushes;
import dev.forebay.storage.Commits;
import dev.forebay.storage.Durability;
import dev.forebay.storage.StorageEngine;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import dev.forebay.wire.http.CrossOrigin;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateBucketRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteBucketRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketLocationRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadBucketRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * The S3 service: its operations for the switchboard, and what it does by itself: handing events
 * over, and letting objects expire. Thread-safe.
 */
public final class S3 implements Activity, AutoCloseable {
  private final Clock clock;
  private final RandomGenerator random;
  private final Commits commits;
  private final Sequences sequences;
  private final ObjectFiles files;
  private final Contents contents;
  private final Buckets buckets;
  private final Objects objects;
  private final Uploads uploads;
  private final Setting setting = new Setting();
  private final Handover handover;
  private final Board board = new Board();
  private final PolicyCheck policies;
  private final ObjectRules rules;
  private final Expiry expiry = new Expiry(setting);
  private final Announcer announcer;
  private final DeleteOperations deletes;
  private final Expiries expiries;

  /**
   * Opens the service.
   *
   * @param engine holds its rows
   * @param folder holds the bytes of larger objects; emptied for {@link Durability#MEMORY}
   * @param durability whether bytes are synced before a write is answered
   * @param policies reads the policies that buckets are given
   * @param clock the time of writes, and when objects expire
   * @param random thread-safe; for ids
   */
  public S3(
      StorageEngine engine,
      Path folder,
      Durability durability,
      PolicyCheck policies,
      Clock clock,
      RandomGenerator random) {
    this.clock = clock;
    this.random = random;
    this.commits = new Commits(random, S3Errors::unavailable);
    this.sequences = new Sequences(clock);
    this.files = new ObjectFiles(folder, durability);
    this.contents = new Contents(files, random, sequences);
    this.buckets = new Buckets(engine, commits);
    this.objects = new Objects(contents, sequences, commits, random);
    this.uploads = new Uploads(contents, commits);
    this.handover = new Handover(commits);
    this.policies = policies;
    this.rules = new ObjectRules(setting, clock);
    this.announcer = new Announcer(new NotificationRules(setting), handover, clock, random);
    this.deletes = new DeleteOperations(buckets, objects, rules, announcer, board);
    this.expiries = new Expiries(buckets, uploads, expiry, deletes, clock);
    buckets.dropOrphans();
    buckets.all().forEach(uploads::sweep);
  }

  /**
   * Starts what the service does by itself, and goes on with what an earlier run has left.
   *
   * @param switchboard answers whether callers and targets may do what they are asked to
   * @param pushes brings events to their targets
   * @param endpoint how the server is reached
   * @param since files that are older belong to an object, or to nobody
   */
  public void start(Switchboard switchboard, Pushes pushes, URI endpoint, java.time.Instant since) {
    board.start(switchboard);
    handover.start(pushes, endpoint);
    List<OpenBucket> all = buckets.all();
    all.forEach(handover::resume);
    expiries.schedule();
    Thread.ofVirtual().name("s3-sweep").start(() -> sweep(all, since));
  }

  // Files that a crash has left without a row.
  private void sweep(List<OpenBucket> all, java.time.Instant since) {
    Map<String, OpenBucket> byId = new java.util.HashMap<>();
    all.forEach(bucket -> byId.put(bucket.row().id(), bucket));
    files.each(
        since,
        (bucketId, id) -> {
          OpenBucket bucket = byId.get(bucketId);
          if (bucket == null || bucket.space().read(Keys.file(id)).isEmpty()) {
            files.delete(bucketId, id);
          }
        });
  }

  /** Drops the files, after the rows were dropped. */
  public void reset() {
    files.clear();
    buckets.reset();
  }

  /** Which web pages may use which buckets. */
  public CrossOrigin crossOrigin() {
    return new Cors(buckets, setting);
  }

  /** The policy of a bucket as it is now, as a text; also for the ARN of an object in it. */
  public Optional<String> policy(Arn arn) {
    return bucket(arn).flatMap(bucket -> bucket.row().setting(Setting.POLICY));
  }

  /** Whose a bucket is, which its ARN does not say; also for the ARN of an object in it. */
  public Optional<AccountId> owner(Arn arn) {
    return bucket(arn).map(bucket -> bucket.row().owner());
  }

  private Optional<OpenBucket> bucket(Arn arn) {
    int slash = arn.resource().indexOf('/');
    return buckets.find(slash < 0 ? arn.resource() : arn.resource().substring(0, slash));
  }

  /** Starts nothing new. */
  @Override
  public void close() {
    expiries.close();
  }

  @Override
  public long begun() {
    return handover.begun();
  }

  @Override
  public List<Pending> pending() {
    int rounds = expiries.running();
    List<Pending> pending = new java.util.ArrayList<>(handover.pending());
    if (rounds > 0) {
      pending.add(new Pending("S3 expiry under way", "s3", rounds, Optional.empty()));
    }
    return pending;
  }

  @Override
  public Map<Done, Long> done() {
    return handover.done();
  }

  /** The operations, under {@code s3}. */
  public ServiceBinding binding() {
    Attributes attributes = new Attributes();
    ObjectReads reads = new ObjectReads(buckets, objects, contents, attributes, expiry);
    ObjectWrites writes =
        new ObjectWrites(
            buckets,
            objects,
            reads,
            contents,
            attributes,
            rules,
            new ObjectWrites.Surroundings(announcer, expiry, clock));
    UploadOperations parts =
        new UploadOperations(
            buckets,
            uploads,
            reads,
            contents,
            attributes,
            rules,
            new UploadOperations.Surroundings(commits, clock, random, sequences));
    Completion completion = new Completion(buckets, uploads, objects, attributes, announcer, clock);
    UploadLists uploadLists = new UploadLists(buckets, uploads);
    ListOperations lists = new ListOperations(buckets);
    BucketOperations operations = new BucketOperations(buckets, files, setting, clock, random);
    SettingStore store = new SettingStore(buckets, setting);
    ServiceBinding.Builder binding =
        ServiceBinding.of("s3")
            .on("CreateBucket", CreateBucketRequest::builder, operations::create)
            .on("DeleteBucket", DeleteBucketRequest::builder, operations::delete)
            .on("HeadBucket", HeadBucketRequest::builder, operations::head)
            .on("ListBuckets", ListBucketsRequest::builder, operations::list)
            .on("GetBucketLocation", GetBucketLocationRequest::builder, operations::location)
            .onTransfer("PutObject", PutObjectRequest::builder, writes::put)
            // Under a name that AWS's models lack: the edge calls it for a form.
            .onTransfer("PostObject", PutObjectRequest::builder, writes::post)
            .onTransfer("GetObject", GetObjectRequest::builder, reads::get)
            .on("HeadObject", HeadObjectRequest::builder, reads::head)
            .on("GetObjectAttributes", GetObjectAttributesRequest::builder, reads::attributes)
            .on("CopyObject", CopyObjectRequest::builder, writes::copy)
            .on("DeleteObject", DeleteObjectRequest::builder, deletes::delete)
            .on("DeleteObjects", DeleteObjectsRequest::builder, deletes::deleteAll)
            .on("ListObjects", ListObjectsRequest::builder, lists::list)
            .on("ListObjectsV2", ListObjectsV2Request::builder, lists::listV2)
            .on(
                "ListObjectVersions",
                ListObjectVersionsRequest::builder,
                new VersionList(buckets)::list)
            .on("CreateMultipartUpload", CreateMultipartUploadRequest::builder, parts::create)
            .onTransfer("UploadPart", UploadPartRequest::builder, parts::part)
            .on("UploadPartCopy", UploadPartCopyRequest::builder, parts::copyPart)
            .on("AbortMultipartUpload", AbortMultipartUploadRequest::builder, parts::abort)
            .on(
                "CompleteMultipartUpload",
                CompleteMultipartUploadRequest::builder,
                completion::complete)
            .on("ListParts", ListPartsRequest::builder, uploadLists::parts)
            .on("ListMultipartUploads", ListMultipartUploadsRequest::builder, uploadLists::uploads);
    new RecordedSettings(store).register(binding);
    new NamedSettings(store).register(binding);
    new BucketRules(store).register(binding);
    new ObjectDetails(buckets, objects, reads, rules, announcer).register(binding);
    new PolicyOperations(store, policies).register(binding);
    new AclOperations(store, objects, reads, rules, announcer).register(binding);
    new LifecycleOperations(store, random).register(binding);
    new NotificationOperations(store, handover, board, clock, random).register(binding);
    return binding.build();
  }
}
