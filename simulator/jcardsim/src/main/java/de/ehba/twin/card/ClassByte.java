package de.ehba.twin.card;

/**
 * The class byte (gemSpec_COS N026.510).
 *
 * @param plain what access rules and commands are compared with: without channel and secure messaging
 */
record ClassByte(int plain, int channel, boolean secureMessaging) {
  private static final int PROPRIETARY = 0x80;
  private static final int FURTHER_CHANNELS = 0x40;
  private static final int CHAINING = 0x10;
  private static final int FIRST_FURTHER_CHANNEL = 4;
  private static final int INVALID = 0xff;

  static ClassByte of(int cla) {
    // ISO/IEC 7816-3 keeps FF for the transmission protocol; with bit 6 alone nothing has a meaning.
    boolean meaningless = cla == INVALID || (cla & FURTHER_CHANNELS) == 0 && (cla & 0x20) != 0;
    Context.check(!meaningless, StatusWord.CLASS_NOT_SUPPORTED);
    int plain = cla & (PROPRIETARY | CHAINING);
    if ((cla & FURTHER_CHANNELS) == 0) return new ClassByte(plain, cla & 0x03, (cla & 0x0c) != 0);
    return new ClassByte(plain, FIRST_FURTHER_CHANNEL + (cla & 0x0f), (cla & 0x20) != 0);
  }
}
