package dev.forebay.dynamodb.value;

import dev.forebay.model.Bytes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One attribute's value, in AWS's ten types. Immutable. Equal when AWS says so: numbers by their
 * value, sets in any order.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html">AttributeValue</a>
 */
public sealed interface Value {
  /** The type's name on the wire. */
  String type();

  /** A text. */
  record S(String text) implements Value {
    @Override
    public String type() {
      return "S";
    }
  }

  /** A number of up to 38 digits, without trailing zeros. */
  record N(BigDecimal number) implements Value {
    /** Takes trailing zeros off, so that equal numbers are equal. */
    public N {
      number = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    @Override
    public String type() {
      return "N";
    }
  }

  /** Bytes. */
  record B(Bytes bytes) implements Value {
    @Override
    public String type() {
      return "B";
    }
  }

  /** True or false. */
  record Bool(boolean value) implements Value {
    @Override
    public String type() {
      return "BOOL";
    }
  }

  /** Null, the only one. */
  enum Null implements Value {
    /** Null. */
    NULL;

    @Override
    public String type() {
      return "NULL";
    }
  }

  /** A list of any values. */
  record L(List<Value> elements) implements Value {
    /** Copies the list. */
    public L {
      elements = Collections.unmodifiableList(new ArrayList<>(elements));
    }

    @Override
    public String type() {
      return "L";
    }
  }

  /** A map of any values. */
  record M(Map<String, Value> members) implements Value {
    /** Copies the map; keeps its order. */
    public M {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    @Override
    public String type() {
      return "M";
    }
  }

  /** A set of texts. */
  record SS(Set<String> elements) implements Value {
    /** Copies the set; keeps its order. */
    public SS {
      elements = Collections.unmodifiableSet(new LinkedHashSet<>(elements));
    }

    @Override
    public String type() {
      return "SS";
    }
  }

  /** A set of numbers, each without trailing zeros. */
  record NS(Set<BigDecimal> elements) implements Value {
    /** Copies the set; keeps its order. */
    public NS {
      elements = Collections.unmodifiableSet(new LinkedHashSet<>(elements));
    }

    @Override
    public String type() {
      return "NS";
    }
  }

  /** A set of bytes. */
  record BS(Set<Bytes> elements) implements Value {
    /** Copies the set; keeps its order. */
    public BS {
      elements = Collections.unmodifiableSet(new LinkedHashSet<>(elements));
    }

    @Override
    public String type() {
      return "BS";
    }
  }
}
