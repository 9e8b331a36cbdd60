package de.ehba.twin.card;

import de.ehba.twin.state.StateException;
import javacard.framework.APDU;
import javacard.framework.Applet;
import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacardx.apdu.ExtendedLength;

/**
 * The card as a Java Card applet. It is the only one in its runtime, which therefore passes every command on to it,
 * also SELECT with a name and commands of all channels.
 */
public final class HealthCardApplet extends Applet implements ExtendedLength {
  private static HealthCard card;
  private static CommandApdu received;

  /** Says which card the applet is from now on. */
  public static void personalise(HealthCard card) {
    HealthCardApplet.card = card;
  }

  /**
   * Says which command comes next. The applet needs it as it was sent: jCardSim's APDU does not tell a missing Le
   * from one that leaves the length open.
   */
  public static void announce(CommandApdu command) {
    received = command;
  }

  public static void install(byte[] parameters, short offset, byte length) {
    new HealthCardApplet().register();
  }

  @Override
  public void process(APDU apdu) {
    Answer answer = execute();
    byte[] data = answer.data();
    if (data.length > 0) {
      apdu.setIncomingAndReceive();
      apdu.setOutgoing();
      apdu.setOutgoingLength((short) data.length);
      apdu.sendBytesLong(data, (short) 0, (short) data.length);
    }
    short trailer = (short) answer.trailer();
    if (trailer != ISO7816.SW_NO_ERROR) ISOException.throwIt(trailer);
  }

  private Answer execute() {
    try {
      return card.execute(received);
    } catch (StateException e) {
      throw StatusWord.error(StatusWord.MEMORY_FAILURE);
    }
  }
}
