package dev.forebay.server;

import dev.forebay.eventsource.engine.Engine;
import dev.forebay.eventsource.source.remote.Remote;
import dev.forebay.eventsource.source.remote.RemoteKinesis;
import dev.forebay.eventsource.source.remote.RemoteSqs;
import dev.forebay.model.Arn;
import dev.forebay.model.activity.Backlog;
import dev.forebay.server.settings.Settings;
import dev.forebay.wire.Authorizer;
import dev.forebay.wire.ServiceBinding;
import dev.forebay.wire.Switchboard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * Where event source mappings find their queues and streams: in this server, or elsewhere as the
 * settings say. Thread-safe.
 */
final class RemoteSources implements AutoCloseable {
  private final Optional<RemoteSqs> sqs;
  private final Optional<RemoteKinesis> kinesis;

  RemoteSources(Settings.Remote settings) {
    this.sqs = settings.sqs().map(uri -> new RemoteSqs(new Remote(uri, credentials(settings))));
    this.kinesis =
        settings.kinesis().map(uri -> new RemoteKinesis(new Remote(uri, credentials(settings))));
  }

  private static AwsCredentialsProvider credentials(Settings.Remote settings) {
    return settings
        .key()
        .<AwsCredentialsProvider>map(key ->
            StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret())))
        .orElseGet(() -> DefaultCredentialsProvider.builder().build());
  }

  /** The services as mappings are to see them. */
  Switchboard sources(Switchboard local, Authorizer authorizer) {
    if (sqs.isEmpty() && kinesis.isEmpty()) {
      return local;
    }
    Map<String, ServiceBinding> services = new LinkedHashMap<>(local.services());
    sqs.ifPresent(remote -> services.put("sqs", remote.binding()));
    kinesis.ifPresent(remote -> services.put("kinesis", remote.binding()));
    return new Switchboard(List.copyOf(services.values()), authorizer);
  }

  /** How often streams are looked at: nothing here wakes the readers of a remote one. */
  Duration streamPoll() {
    return kinesis.isPresent() ? Engine.Surroundings.UNWOKEN : Engine.Surroundings.WOKEN;
  }

  /** What lies in queues: this server knows only of its own. */
  Function<Arn, Optional<Backlog>> backlogs(Function<Arn, Optional<Backlog>> local) {
    return sqs.isPresent() ? queue -> Optional.empty() : local;
  }

  /** What a person who starts the server wants to know, a line each. */
  static List<String> describe(Settings.Remote settings) {
    List<String> lines = new ArrayList<>();
    settings.sqs().ifPresent(uri -> lines.add("  mappings read queues at " + uri));
    settings.kinesis().ifPresent(uri -> lines.add("  mappings read streams at " + uri));
    return lines;
  }

  @Override
  public void close() {
    sqs.ifPresent(RemoteSqs::close);
    kinesis.ifPresent(RemoteKinesis::close);
  }
}
