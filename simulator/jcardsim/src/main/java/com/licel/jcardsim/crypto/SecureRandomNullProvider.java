package com.licel.jcardsim.crypto;

import de.ehba.twin.crypto.Randomness;
import java.security.SecureRandom;

/**
 * Stands before jCardSim's class of the same name on the class path. Upstream's is a generator without a seed: it
 * gives every signature the same nonce, and two signatures give the private key away (docs/adr/0015).
 */
final class SecureRandomNullProvider extends SecureRandom {
  private static final long serialVersionUID = 1;

  @Override
  public void nextBytes(byte[] bytes) {
    Randomness.fill(bytes);
  }
}
