package dev.forebay.function.lifecycle;

import dev.forebay.function.code.CodeDownloads;
import dev.forebay.function.code.CodeInput;
import dev.forebay.function.code.CodeStore;
import dev.forebay.function.configuration.ConfigurationChange;
import dev.forebay.function.definition.Functions;
import dev.forebay.function.definition.Revisions;
import dev.forebay.function.version.Publisher;
import dev.forebay.model.Clock;

/**
 * What the operations on a function's life work with. Immutable.
 *
 * @param functions where functions are kept
 * @param configurations makes configurations of requests
 * @param input gets the code of requests
 * @param store keeps the code
 * @param downloads makes links to the code
 * @param rules what else a deployment must satisfy
 * @param publisher makes versions
 * @param revisions draws RevisionIds
 * @param clock the time
 */
public record LifecycleParts(
    Functions functions,
    ConfigurationChange configurations,
    CodeInput input,
    CodeStore store,
    CodeDownloads downloads,
    DeploymentRules rules,
    Publisher publisher,
    Revisions revisions,
    Clock clock) {}
