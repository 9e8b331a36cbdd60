package de.ehba.twin.card;

import de.ehba.twin.crypto.Octets;
import de.ehba.twin.objects.ElementaryFile;
import de.ehba.twin.objects.TransparentFile;
import java.util.Arrays;

/** Commands for transparent files (gemSpec_COS 14.3). */
final class BinaryCommands {
  private static final int BY_SHORT_IDENTIFIER = 0x80;

  private BinaryCommands() {}

  /** READ BINARY (14.3.2). */
  static Answer read(Context context) {
    context.requireLe();
    context.requireDataLength(0);
    TransparentFile file = file(context);
    int offset = offset(context.command());
    Context.check(offset < file.logicalEnd(), StatusWord.OFFSET_TOO_BIG);
    CommandApdu.Le le = context.command().le();
    boolean beyondEnd = !le.wildcard() && offset + le.limit() > file.logicalEnd();
    byte[] data = Arrays.copyOfRange(file.body(), offset, Math.min(offset + le.limit(), file.logicalEnd()));
    return new Answer(data, beyondEnd ? StatusWord.END_OF_FILE : StatusWord.NO_ERROR);
  }

  /** UPDATE BINARY (14.3.5). */
  static Answer update(Context context) {
    context.requireData();
    TransparentFile file = file(context);
    int offset = offset(context.command());
    byte[] data = context.command().data();
    Context.check(offset < file.size(), StatusWord.OFFSET_TOO_BIG);
    Context.check(offset + data.length <= file.size(), StatusWord.DATA_TOO_BIG);
    // A gap between the old end and the new data becomes zeros.
    byte[] body = Arrays.copyOf(file.body(), Math.max(file.logicalEnd(), offset + data.length));
    System.arraycopy(data, 0, body, offset, data.length);
    return store(context, file, body);
  }

  /** WRITE BINARY (14.3.6): at the logical end. */
  static Answer write(Context context) {
    context.requireData();
    TransparentFile file = file(context);
    byte[] data = context.command().data();
    Context.check(file.logicalEnd() + data.length <= file.size(), StatusWord.DATA_TOO_BIG);
    return store(context, file, Octets.concat(file.body(), data));
  }

  /** ERASE BINARY (14.3.1): zeros from the offset on; the logical end stays. */
  static Answer erase(Context context) {
    context.requireDataLength(0);
    TransparentFile file = file(context);
    int offset = offset(context.command());
    Context.check(offset < file.size(), StatusWord.OFFSET_TOO_BIG);
    if (offset >= file.logicalEnd()) return Answer.DONE;
    return store(context, file, Arrays.copyOf(Arrays.copyOf(file.body(), offset), file.logicalEnd()));
  }

  /** SET LOGICAL EOF (14.3.4). */
  static Answer setLogicalEnd(Context context) {
    context.requireDataLength(0);
    TransparentFile file = file(context);
    int offset = offset(context.command());
    Context.check(offset < file.size(), StatusWord.OFFSET_TOO_BIG);
    if (offset >= file.logicalEnd()) return Answer.DONE;
    return store(context, file, Arrays.copyOf(file.body(), offset));
  }

  private static Answer store(Context context, TransparentFile file, byte[] body) {
    context.memory().begin().body(file, body).commit();
    return Answer.DONE;
  }

  private static TransparentFile file(Context context) {
    int p1 = context.command().p1();
    ElementaryFile file = context.file((p1 & BY_SHORT_IDENTIFIER) != 0, p1 & 0x1f);
    context.checkAccess(file);
    if (file instanceof TransparentFile transparent) return transparent;
    throw StatusWord.error(StatusWord.WRONG_FILE_TYPE);
  }

  private static int offset(CommandApdu command) {
    return (command.p1() & BY_SHORT_IDENTIFIER) != 0 ? command.p2() : command.p1() << 8 | command.p2();
  }
}
