package dev.forebay.storage;

/** Random work on one scope, with what must come of it. */
interface ModelPart {
  /** Makes one random call and checks its answer. */
  void step(StorageEngine engine);

  /** Everything was dropped. */
  void forget();

  /** So much time has passed that answers need not be remembered. */
  void forgetAnswers();
}
