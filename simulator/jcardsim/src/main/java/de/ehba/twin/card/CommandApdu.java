package de.ehba.twin.card;

import de.ehba.twin.crypto.Octets;
import java.util.Arrays;

/**
 * A command (gemSpec_COS 11.5).
 *
 * @param data empty where there is none
 * @param le how many octets the answer may have
 */
public record CommandApdu(int cla, int ins, int p1, int p2, byte[] data, Le le) {
  private static final int HEADER = 4;

  /** The Le field; {@code limit} is 0 where it is missing. */
  public record Le(boolean present, boolean wildcard, int limit) {
    static final Le ABSENT = new Le(false, false, 0);

    static Le shortField(int octet) {
      return new Le(true, octet == 0, octet == 0 ? 0x100 : octet);
    }

    static Le extendedField(int octets) {
      return new Le(true, octets == 0, octets == 0 ? 0x10000 : octets);
    }
  }

  /** @throws IllegalArgumentException where the octets are none of the cases of ISO/IEC 7816-3 */
  public static CommandApdu parse(byte[] octets) {
    int length = octets.length;
    if (length < HEADER) throw malformed();
    if (length == HEADER) return command(octets, HEADER, 0, Le.ABSENT);
    int first = octets[HEADER] & 0xff;
    if (length == HEADER + 1) return command(octets, HEADER, 0, Le.shortField(first));
    return first == 0 ? parseExtended(octets) : parseShort(octets, first);
  }

  private static CommandApdu parseShort(byte[] octets, int dataLength) {
    int data = HEADER + 1;
    int rest = octets.length - data - dataLength;
    if (rest == 0) return command(octets, data, dataLength, Le.ABSENT);
    if (rest == 1) return command(octets, data, dataLength, Le.shortField(octets[octets.length - 1] & 0xff));
    throw malformed();
  }

  private static CommandApdu parseExtended(byte[] octets) {
    int data = HEADER + 3;
    if (octets.length < data) throw malformed();
    int number = Octets.uint16(octets, HEADER + 1);
    if (octets.length == data) return command(octets, data, 0, Le.extendedField(number));
    int rest = octets.length - data - number;
    if (number == 0) throw malformed();
    if (rest == 0) return command(octets, data, number, Le.ABSENT);
    if (rest == 2) return command(octets, data, number, Le.extendedField(Octets.uint16(octets, octets.length - 2)));
    throw malformed();
  }

  private static CommandApdu command(byte[] octets, int dataStart, int dataLength, Le le) {
    return new CommandApdu(
        octets[0] & 0xff,
        octets[1] & 0xff,
        octets[2] & 0xff,
        octets[3] & 0xff,
        Arrays.copyOfRange(octets, dataStart, dataStart + dataLength),
        le);
  }

  /** The same command as if it came over the basic channel. */
  CommandApdu withClass(int otherCla) {
    return new CommandApdu(otherCla, ins, p1, p2, data, le);
  }


  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("not a command");
  }
}
