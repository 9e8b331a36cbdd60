package de.ehba.twin.objects;

import javacard.framework.Util;

/** Format-2 PIN block: {@code 2}, number of digits, digits, filled up with {@code F} to eight octets (N008.100). */
public record PinBlock(byte[] octets) {
  public static final int LENGTH = 8;
  private static final int NIBBLES = 2 * LENGTH;
  private static final int SHORTEST = 4;
  private static final int LONGEST = 12;

  public int digits() {
    return nibble(1);
  }

  /** False also for the placeholder {@code 20 FF…} of an empty PIN: it holds no digits. */
  public boolean wellFormed() {
    if (octets.length != LENGTH || nibble(0) != 2 || digits() < SHORTEST || digits() > LONGEST) return false;
    for (int i = 2; i < NIBBLES; i++) {
      boolean isDigit = nibble(i) <= 9;
      boolean isFiller = nibble(i) == 0xf;
      if (i < 2 + digits() ? !isDigit : !isFiller) return false;
    }
    return true;
  }

  boolean matches(PinBlock candidate) {
    return wellFormed()
        && candidate.octets.length == LENGTH
        && Util.arrayCompare(octets, (short) 0, candidate.octets, (short) 0, (short) LENGTH) == 0;
  }

  private int nibble(int index) {
    int octet = octets[index / 2] & 0xff;
    return index % 2 == 0 ? octet >> 4 : octet & 0xf;
  }
}
