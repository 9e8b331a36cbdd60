package de.ehba.twin.crypto;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/** Where all random octets of the card come from: the operating system, or, in tests that ask for it, a number. */
public final class Randomness {
  /** Upstream's class, which the launcher has to find replaced. */
  private static final String UPSTREAM = "com.licel.jcardsim.crypto.SecureRandomNullProvider";

  private static Source source = new SecureRandom()::nextBytes;

  private Randomness() {}

  private interface Source {
    void fill(byte[] octets);
  }

  /** From now on everything repeats itself by this number. For tests; such a card keeps no secret. */
  public static void repeatBy(long seed) {
    source = new SeededSource(seed);
  }

  public static void fill(byte[] octets) {
    source.fill(octets);
  }

  public static byte[] octets(int length) {
    byte[] octets = new byte[length];
    fill(octets);
    return octets;
  }

  /** False where jCardSim stands before us on the class path and would sign with its constant nonce. */
  public static boolean reachesSignatures() {
    try {
      Class<?> loaded = Class.forName(UPSTREAM, false, Randomness.class.getClassLoader());
      return loaded.getProtectionDomain().getCodeSource().getLocation()
          .equals(Randomness.class.getProtectionDomain().getCodeSource().getLocation());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SHA-256 of seed and counter, block after block. */
  private static final class SeededSource implements Source {
    private final ByteBuffer input = ByteBuffer.allocate(2 * Long.BYTES);
    private byte[] block = {};
    private int used;
    private long counter;

    SeededSource(long seed) {
      input.putLong(0, seed);
    }

    @Override
    public void fill(byte[] octets) {
      for (int i = 0; i < octets.length; i++) octets[i] = next();
    }

    private byte next() {
      if (used == block.length) {
        block = sha256(input.putLong(Long.BYTES, counter++).array());
        used = 0;
      }
      return block[used++];
    }

    private static byte[] sha256(byte[] octets) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(octets);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
