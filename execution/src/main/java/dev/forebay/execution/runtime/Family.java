package dev.forebay.execution.runtime;

/** A language's runtimes, which run on the same kind of interpreter. */
public enum Family {
  /** CPython. */
  PYTHON("python"),
  /** Node.js. */
  NODEJS("nodejs"),
  /** A Java virtual machine. */
  JAVA("java"),
  /** MRI Ruby. */
  RUBY("ruby"),
  /** .NET: known, not run. */
  DOTNET("dotnet"),
  /** {@code go1.x}: known, not run; today's Go functions are {@code provided.*}. */
  GO("go"),
  /** A program named {@code bootstrap} that the function brings along. */
  PROVIDED("provided");

  private final String word;

  Family(String word) {
    this.word = word;
  }

  /** The first part of its identifiers, such as {@code python}. */
  public String word() {
    return word;
  }
}
