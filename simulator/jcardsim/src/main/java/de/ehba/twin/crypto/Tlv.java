package de.ehba.twin.crypto;

import java.util.Arrays;

/** DER-TLV data objects with tags and lengths of one or two octets of content. */
public final class Tlv {
  private Tlv() {}

  public static byte[] encode(int tag, byte[]... values) {
    byte[] value = Octets.concat(values);
    byte[] tagOctets = tag > 0xff ? Octets.of(tag >> 8, tag) : Octets.of(tag);
    return Octets.concat(tagOctets, length(value.length), value);
  }

  private static byte[] length(int length) {
    if (length < 0x80) return Octets.of(length);
    return length <= 0xff ? Octets.of(0x81, length) : Octets.of(0x82, length >> 8, length);
  }

  /** Reads one data object after the other. */
  public static final class Reader {
    private final byte[] octets;
    private int position;

    public Reader(byte[] octets) {
      this.octets = octets;
    }

    /**
     * Value of the next data object.
     *
     * @throws IllegalArgumentException where another tag, or less than a data object, follows
     */
    public byte[] value(int tag) {
      if (tag > 0xff) expect(tag >> 8);
      expect(tag & 0xff);
      int length = next();
      if (length > 0x80 && length <= 0x82) {
        int lengthOctets = length & 0x7f;
        length = 0;
        for (int i = 0; i < lengthOctets; i++) length = length << 8 | next();
      } else if (length >= 0x80) throw new IllegalArgumentException("a length that is not in DER");
      if (length > octets.length - position) throw new IllegalArgumentException("a data object is cut short");
      position += length;
      return Arrays.copyOfRange(octets, position - length, position);
    }

    /** @throws IllegalArgumentException where something follows */
    public void end() {
      if (position < octets.length) throw new IllegalArgumentException("more than was expected");
    }

    private void expect(int octet) {
      if (next() != octet) throw new IllegalArgumentException("another tag");
    }

    private int next() {
      if (position == octets.length) throw new IllegalArgumentException("a data object is cut short");
      return octets[position++] & 0xff;
    }
  }
}
