package dev.forebay.identity;

import dev.forebay.model.Arn;
import dev.forebay.wire.SessionFacts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What was said when a session was made, as a session token has it. */
final class SessionClaims {
  private SessionClaims() {}

  static void write(SessionFacts facts, DataOutputStream out) throws IOException {
    writeTexts(facts.policies(), out);
    writeTexts(facts.policyArns().stream().map(Arn::toString).toList(), out);
    Map<String, String> tags = new TreeMap<>(facts.tags());
    writeTexts(tags.keySet(), out);
    writeTexts(tags.values(), out);
    writeTexts(new TreeSet<>(facts.transitiveTagKeys()), out);
    writeTexts(facts.sourceIdentity().stream().toList(), out);
    writeTexts(facts.provider().stream().toList(), out);
    out.writeLong(facts.issued().map(Instant::getEpochSecond).orElse(-1L));
  }

  static SessionFacts read(DataInputStream in) throws IOException {
    List<String> policies = readTexts(in);
    List<Arn> arns = new ArrayList<>();
    for (String text : readTexts(in)) {
      arns.add(Arn.parse(text).orElseThrow(() -> new IOException("no ARN: " + text)));
    }
    List<String> keys = readTexts(in);
    List<String> values = readTexts(in);
    Map<String, String> tags = new TreeMap<>();
    for (int i = 0; i < keys.size(); i++) {
      tags.put(keys.get(i), values.get(i));
    }
    List<String> transitive = readTexts(in);
    Optional<String> sourceIdentity = readTexts(in).stream().findFirst();
    Optional<String> provider = readTexts(in).stream().findFirst();
    long issued = in.readLong();
    return new SessionFacts(
        policies,
        arns,
        tags,
        new TreeSet<>(transitive),
        sourceIdentity,
        provider,
        issued < 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(issued)));
  }

  private static void writeTexts(Collection<String> texts, DataOutputStream out)
      throws IOException {
    out.writeByte(texts.size());
    for (String text : texts) {
      out.writeUTF(text);
    }
  }

  private static List<String> readTexts(DataInputStream in) throws IOException {
    int count = in.readUnsignedByte();
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(in.readUTF());
    }
    return texts;
  }
}
