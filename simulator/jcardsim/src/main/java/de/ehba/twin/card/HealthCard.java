package de.ehba.twin.card;

import de.ehba.twin.objects.ObjectSystem;
import de.ehba.twin.state.CardMemory;
import java.util.Arrays;

/** The card behind the applet: objects, memory and channels, and which command does what. */
public final class HealthCard {
  private final ObjectSystem objects;
  private final CardMemory memory;
  private final Channels channels;
  private final PasswordCommands passwords;

  public HealthCard(ObjectSystem objects, CardMemory memory, CosVersion version) {
    this.objects = objects;
    this.memory = memory;
    channels = new Channels(objects.root(), objects.logicalChannels());
    passwords = new PasswordCommands(version);
  }

  /** Answer to reset of a card that gets power. */
  public byte[] coldAtr() {
    return objects.coldAtr();
  }

  /** Answer to a reset under power. */
  public byte[] warmAtr() {
    return objects.warmAtr();
  }

  /** What was volatile is gone. */
  public void reset() {
    channels.resetAll();
  }

  /** @throws javacard.framework.ISOException with the trailer of an error */
  Answer execute(CommandApdu command) {
    ClassByte cla = ClassByte.of(command.cla());
    Channel channel = channels.channel(cla.channel());
    // N031.700b: there are no session keys here.
    Context.check(!cla.secureMessaging(), StatusWord.INCORRECT_SM_OBJECTS);
    CommandApdu plain = command.withClass(cla.plain());
    boolean managesChannels = plain.cla() == 0x00 && plain.ins() == 0x70;
    Answer answer = managesChannels
        ? channels.manage(plain, cla.channel())
        : dispatch(new Context(plain, channel, objects, memory));
    // N027.200: never more than Ne octets.
    int length = Math.min(answer.data().length, command.le().limit());
    return new Answer(Arrays.copyOf(answer.data(), length), answer.trailer());
  }

  private Answer dispatch(Context context) {
    return switch (context.command().cla() << 8 | context.command().ins()) {
      case 0x000e -> BinaryCommands.erase(context);
      case 0x0020 -> passwords.verify(context);
      case 0x0022 -> EnvironmentCommands.manage(context);
      case 0x0024 -> passwords.change(context);
      case 0x0026 -> passwords.disable(context);
      case 0x0028 -> passwords.enable(context);
      case 0x002a -> KeyCommands.perform(context);
      case 0x002c -> passwords.resetRetryCounter(context);
      case 0x0046 -> KeyCommands.readPublicKey(context);
      case 0x0084 -> RandomCommands.challenge(context);
      case 0x0088 -> KeyCommands.internalAuthenticate(context);
      case 0x00a2 -> RecordCommands.search(context);
      case 0x00a4 -> SelectCommand.select(context);
      case 0x00b0 -> BinaryCommands.read(context);
      case 0x00b2 -> RecordCommands.read(context);
      case 0x00d0 -> BinaryCommands.write(context);
      case 0x00d6 -> BinaryCommands.update(context);
      case 0x00dc -> RecordCommands.update(context);
      case 0x00e2 -> RecordCommands.append(context);
      case 0x800e -> BinaryCommands.setLogicalEnd(context);
      case 0x8020 -> passwords.status(context);
      case 0x8084 -> RandomCommands.random(context);
      default -> throw StatusWord.error(StatusWord.INSTRUCTION_NOT_SUPPORTED);
    };
  }
}
