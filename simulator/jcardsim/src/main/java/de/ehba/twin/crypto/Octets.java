package de.ehba.twin.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/** Small tools for octet strings. Numbers are big-endian and unsigned. */
public final class Octets {
  private static final HexFormat HEX = HexFormat.of();

  private Octets() {}

  public static byte[] concat(byte[]... parts) {
    byte[] whole = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int position = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, position, part.length);
      position += part.length;
    }
    return whole;
  }

  public static byte[] of(int... values) {
    byte[] octets = new byte[values.length];
    for (int i = 0; i < values.length; i++) octets[i] = (byte) values[i];
    return octets;
  }

  /** The number with leading zeros, or without some that it had, in so many octets. */
  public static byte[] fixedLength(byte[] number, int length) {
    byte[] octets = new byte[length];
    int surplus = Math.max(0, number.length - length);
    for (int i = 0; i < surplus; i++) if (number[i] != 0) throw new IllegalArgumentException("the number is too long");
    int kept = number.length - surplus;
    System.arraycopy(number, surplus, octets, length - kept, kept);
    return octets;
  }

  public static int uint16(byte[] octets, int offset) {
    return (octets[offset] & 0xff) << 8 | octets[offset + 1] & 0xff;
  }

  public static String toHex(byte[] octets) {
    return HEX.formatHex(octets);
  }

  /** @throws IllegalArgumentException where it is not hex */
  public static byte[] fromHex(String hex) {
    return HEX.parseHex(hex);
  }
}
