package de.ehba.twin.card;

import de.ehba.twin.crypto.Randomness;

/** GET CHALLENGE and GET RANDOM (gemSpec_COS 14.9.4, 14.9.5). No command of the twin asks for the challenge later. */
final class RandomCommands {
  private RandomCommands() {}

  static Answer challenge(Context context) {
    checkForm(context);
    return Answer.of(Randomness.octets(context.command().le().limit()));
  }

  static Answer random(Context context) {
    checkForm(context);
    context.checkAccess(context.channel().currentFolder());
    return Answer.of(Randomness.octets(context.command().le().limit()));
  }

  /** Up to 256 octets, as a short Le can ask for. */
  private static void checkForm(Context context) {
    CommandApdu command = context.command();
    context.requireDataLength(0);
    Context.check(command.p1() == 0 && command.p2() == 0, StatusWord.WRONG_PARAMETERS);
    Context.check(command.le().present() && command.le().limit() <= 0x100, StatusWord.WRONG_LENGTH);
  }
}
