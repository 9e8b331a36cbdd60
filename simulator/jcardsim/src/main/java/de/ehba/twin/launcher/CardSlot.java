package de.ehba.twin.launcher;

import com.licel.jcardsim.base.Simulator;
import de.ehba.twin.card.CommandApdu;
import de.ehba.twin.card.HealthCard;
import de.ehba.twin.card.HealthCardApplet;
import de.ehba.twin.crypto.Octets;
import java.util.function.Supplier;
import javacard.framework.AID;

/** The card in its runtime, with contacts: power, reset, commands. */
final class CardSlot {
  /** Of no application of any card, so that no SELECT by name is ever one of the runtime's own. */
  private static final byte[] APPLET = Octets.fromHex("f0656862612d7477696e");
  private static final byte[] WRONG_LENGTH = Octets.of(0x67, 0x00);
  /** jCardSim counts with signed numbers of 16 bits. */
  private static final int LONGEST_DATA = 0x7fff;

  private final Supplier<HealthCard> atPowerUp;
  private final Simulator runtime = new Simulator();
  private HealthCard card;
  private boolean powered;

  /** @param atPowerUp the card that gets power: always the same one, or each time another that was just made */
  CardSlot(Supplier<HealthCard> atPowerUp) {
    this.atPowerUp = atPowerUp;
    card = atPowerUp.get();
    runtime.changeProtocol("T=1");
    HealthCardApplet.personalise(card);
    AID applet = new AID(APPLET, (short) 0, (byte) APPLET.length);
    runtime.installApplet(applet, HealthCardApplet.class);
    runtime.selectApplet(applet);
  }

  boolean powered() {
    return powered;
  }

  /** Answer to reset of a card that gets power. */
  byte[] powerUp() {
    card = atPowerUp.get();
    HealthCardApplet.personalise(card);
    card.reset();
    powered = true;
    return card.coldAtr();
  }

  /** Answer to a reset under power. */
  byte[] reset() {
    if (!powered) return powerUp();
    card.reset();
    return card.warmAtr();
  }

  void powerDown() {
    card.reset();
    powered = false;
  }

  byte[] coldAtr() {
    return card.coldAtr();
  }

  /** Always answers: {@code 6700} to what is no command. */
  byte[] transmit(byte[] octets) {
    CommandApdu command;
    try {
      command = CommandApdu.parse(octets);
    } catch (IllegalArgumentException e) {
      return WRONG_LENGTH;
    }
    if (command.data().length > LONGEST_DATA) return WRONG_LENGTH;
    HealthCardApplet.announce(command);
    return runtime.transmitCommand(octets);
  }
}
