package de.ehba.twin.card;

import de.ehba.twin.crypto.Octets;
import de.ehba.twin.objects.Folder;

/** The logical channels, and MANAGE CHANNEL (gemSpec_COS 14.9.8). Number 0 is always open. */
final class Channels {
  private static final int OPEN = 0x0000;
  private static final int RESET_ONE = 0x4000;
  private static final int RESET_ALL = 0x4001;
  private static final int CLOSE = 0x8000;

  private final Folder root;
  /** Null where the channel is closed. */
  private final Channel[] channels;

  Channels(Folder root, int number) {
    this.root = root;
    channels = new Channel[number];
    resetAll();
  }

  void resetAll() {
    for (int i = 0; i < channels.length; i++) channels[i] = i == 0 ? new Channel(root) : null;
  }

  /** The open channel of a number (N025.900). */
  Channel channel(int number) {
    boolean open = number < channels.length && channels[number] != null;
    Context.check(open, StatusWord.CHANNEL_CLOSED);
    return channels[number];
  }

  /**
   * @param number that of the channel which the command came over; to open one and to reset all is the basic one's
   * affair
   */
  Answer manage(CommandApdu command, int number) {
    Context.check(command.data().length == 0, StatusWord.WRONG_LENGTH);
    int action = command.p1() << 8 | command.p2();
    boolean basic = number == 0;
    if (action == OPEN && basic) return open(command);
    if (action == RESET_ALL && basic) resetAll();
    else if (action == RESET_ONE) channels[number] = new Channel(root);
    else if (action == CLOSE && !basic) channels[number] = null;
    else throw StatusWord.error(StatusWord.WRONG_PARAMETERS);
    return Answer.DONE;
  }

  private Answer open(CommandApdu command) {
    Context.check(command.le().present(), StatusWord.WRONG_LENGTH);
    int free = 1;
    while (free < channels.length && channels[free] != null) free++;
    Context.check(free < channels.length, StatusWord.NO_MORE_CHANNELS);
    channels[free] = new Channel(root);
    return Answer.of(Octets.of(free));
  }
}
