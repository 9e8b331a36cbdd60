package de.ehba.twin.card;

import de.ehba.twin.card.Channel.KeyReference;
import de.ehba.twin.card.Channel.Use;

/** MANAGE SECURITY ENVIRONMENT (gemSpec_COS 14.9.9) for the card's own keys. */
final class EnvironmentCommands {
  private static final int RESTORE = 0xf3;
  private static final int SET_PRIVATE_KEY = 0x41;
  private static final int LAST_ENVIRONMENT = 4;
  /** {@code 84 01 reference 80 01 algorithm}. */
  private static final int CHOICE_LENGTH = 6;

  private EnvironmentCommands() {}

  static Answer manage(Context context) {
    return switch (context.command().p1()) {
      case RESTORE -> restore(context);
      case SET_PRIVATE_KEY -> chooseKey(context);
      // Keys of others, symmetric keys and PACE.
      default -> throw StatusWord.error(StatusWord.INSTRUCTION_NOT_SUPPORTED);
    };
  }

  private static Answer restore(Context context) {
    context.requireDataLength(0);
    int number = context.command().p2();
    Context.check(number >= 1 && number <= LAST_ENVIRONMENT, StatusWord.WRONG_PARAMETERS);
    context.channel().restoreEnvironment(number);
    return Answer.DONE;
  }

  private static Answer chooseKey(Context context) {
    Use use = switch (context.command().p2()) {
      case 0xa4 -> Use.INTERNAL_AUTHENTICATE;
      case 0xb6 -> Use.SIGNATURE_CREATION;
      case 0xb8 -> Use.DATA_DECIPHER;
      default -> throw StatusWord.error(StatusWord.WRONG_PARAMETERS);
    };
    byte[] data = context.command().data();
    boolean understood = data.length == CHOICE_LENGTH
        && octet(data, 0) == 0x84 && data[1] == 1
        && octet(data, 3) == 0x80 && data[4] == 1;
    Context.check(understood, StatusWord.WRONG_DATA);
    int reference = octet(data, 2);
    // A key that does not exist is told before an algorithm that does not.
    context.key(reference);
    Algorithm algorithm = Algorithm.of(use, octet(data, 5))
        .orElseThrow(() -> StatusWord.error(StatusWord.UNSUPPORTED_FUNCTION));
    KeyReference chosen = new KeyReference(reference, algorithm, context.key(reference, algorithm));
    context.channel().setKeyReference(use, chosen);
    return Answer.DONE;
  }

  private static int octet(byte[] data, int index) {
    return data[index] & 0xff;
  }
}
