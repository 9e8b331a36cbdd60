package de.ehba.twin.objects;

import de.ehba.twin.crypto.KeyMaterial;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A private key (gemSpec_COS 8.6.3). */
public final class PrivateKey extends SecretKey {
  private final Optional<KeyMaterial> material;

  /** @param material empty where keyAvailable is False */
  public PrivateKey(
      Traits traits, int identifier, Map<Integer, Set<String>> algorithms, Optional<KeyMaterial> material) {
    super(traits, identifier, algorithms);
    this.material = material;
  }

  public Optional<KeyMaterial> material() {
    return material;
  }
}
