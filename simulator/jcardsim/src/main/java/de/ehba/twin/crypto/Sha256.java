package de.ehba.twin.crypto;

import javacard.security.MessageDigest;

/** SHA-256. */
final class Sha256 {
  static final int LENGTH = 32;

  private Sha256() {}

  static byte[] hash(byte[]... parts) {
    byte[] message = Octets.concat(parts);
    byte[] hash = new byte[LENGTH];
    MessageDigest digest = MessageDigest.getInstance(MessageDigest.ALG_SHA_256, false);
    digest.doFinal(message, (short) 0, (short) message.length, hash, (short) 0);
    return hash;
  }
}
