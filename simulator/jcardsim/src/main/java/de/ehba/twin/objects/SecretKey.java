package de.ehba.twin.objects;

import java.util.Map;
import java.util.Set;

/** A key that commands address by one octet (gemSpec_COS 8.6.1 to 8.6.3): a private one, or a symmetric one. */
public abstract sealed class SecretKey extends CardObject permits PrivateKey, SymmetricKey {
  private final int identifier;
  private final Map<Integer, Set<String>> algorithmsByEnvironment;

  SecretKey(Traits traits, int identifier, Map<Integer, Set<String>> algorithmsByEnvironment) {
    super(traits);
    this.identifier = identifier;
    this.algorithmsByEnvironment = Map.copyOf(algorithmsByEnvironment);
  }

  public int identifier() {
    return identifier;
  }

  /** Names of the algorithms in a security environment; none in one that listAlgorithmIdentifier does not name. */
  public Set<String> algorithms(int environment) {
    return algorithmsByEnvironment.getOrDefault(environment, Set.of());
  }
}
