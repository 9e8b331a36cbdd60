package de.ehba.twin.objects;

import java.util.Map;

/** A symmetric key. The twin finds it where its reference is used, and can do nothing with it. */
public final class SymmetricKey extends SecretKey {
  public SymmetricKey(Traits traits, int identifier) {
    super(traits, identifier, Map.of());
  }
}
