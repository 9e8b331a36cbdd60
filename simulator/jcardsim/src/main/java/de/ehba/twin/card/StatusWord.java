package de.ehba.twin.card;

import javacard.framework.ISOException;

/** Trailers (gemSpec_COS CosT_7aa). */
final class StatusWord {
  static final int NO_ERROR = 0x9000;
  static final int END_OF_FILE = 0x6282;
  static final int UNSUCCESSFUL_SEARCH = 0x6282;
  static final int FILE_DEACTIVATED = 0x6283;
  static final int FILE_TERMINATED = 0x6285;
  static final int RECORD_DEACTIVATED = 0x6287;
  /** With the kind of transport protection in the last digit. */
  static final int TRANSPORT_STATUS = 0x62c0;
  static final int PASSWORD_DISABLED = 0x62d0;
  /** With a number up to 15 in the last digit. */
  static final int COUNTER = 0x63c0;
  static final int KEY_INVALID = 0x6400;
  static final int MEMORY_FAILURE = 0x6581;
  static final int WRONG_LENGTH = 0x6700;
  static final int CHANNEL_CLOSED = 0x6881;
  static final int WRONG_FILE_TYPE = 0x6981;
  static final int NO_MORE_CHANNELS = 0x6981;
  static final int SECURITY_STATUS_NOT_SATISFIED = 0x6982;
  static final int BLOCKED = 0x6983;
  static final int PASSWORD_NOT_USABLE = 0x6985;
  static final int BAD_PASSWORD_LENGTH = 0x6985;
  static final int NO_KEY_REFERENCE = 0x6985;
  static final int NO_CURRENT_FILE = 0x6986;
  static final int INCORRECT_SM_OBJECTS = 0x6988;
  static final int WRONG_DATA = 0x6a80;
  static final int UNSUPPORTED_FUNCTION = 0x6a81;
  static final int FILE_NOT_FOUND = 0x6a82;
  static final int RECORD_NOT_FOUND = 0x6a83;
  static final int DATA_TOO_BIG = 0x6a84;
  static final int WRONG_PARAMETERS = 0x6a86;
  static final int REFERENCE_NOT_FOUND = 0x6a88;
  static final int OFFSET_TOO_BIG = 0x6b00;
  static final int INSTRUCTION_NOT_SUPPORTED = 0x6d00;
  static final int CLASS_NOT_SUPPORTED = 0x6e00;

  private static final int LARGEST_COUNTER = 15;

  private StatusWord() {}

  /** What ends a command with a trailer, to be thrown. */
  static ISOException error(int trailer) {
    return new ISOException((short) trailer);
  }

  static int counter(int value) {
    return COUNTER + Math.min(value, LARGEST_COUNTER);
  }
}
