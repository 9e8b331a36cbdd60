package de.ehba.twin.crypto;

/** The numbers of a private key, and what can be done with them. */
public sealed interface KeyMaterial permits EcKey, RsaKey {
  /** Data object 7F49 with the public key (gemSpec_COS N098.200). */
  byte[] publicKeyObject();
}
