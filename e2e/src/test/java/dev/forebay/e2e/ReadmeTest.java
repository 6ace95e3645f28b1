package dev.forebay.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The five-minute tour of the README, as it stands there. */
class ReadmeTest {
  @TempDir Path data;
  @TempDir Path folder;

  @Test
  void theTourWithTheCommandLineWorksAsWritten() throws IOException {
    String readme = Files.readString(Server.repository().resolve("README.md"));
    Matcher tour =
        Pattern.compile("## Five minutes with the AWS CLI.*?```sh\n(.*?)```", Pattern.DOTALL)
            .matcher(readme);
    assertThat(tour.find()).isTrue();
    try (Server server = Server.start(data)) {
      String script = tour.group(1).replace("http://127.0.0.1:4566", server.endpoint().toString());
      Files.writeString(folder.resolve("tour.sh"), script);
      Shell.Result result = Shell.at(server.endpoint(), folder).run("sh", "-eu", "tour.sh");
      assertThat(result.status()).as(result.out() + result.err()).isZero();
      assertThat(result.out())
          .contains("hello you", "{\"greeting\": \"Hello, you!\"}", "REPORT RequestId: ");
    }
  }
}
