package de.ehba.twin.card;

import de.ehba.twin.crypto.Octets;
import de.ehba.twin.objects.CardObject;
import de.ehba.twin.objects.ElementaryFile;
import de.ehba.twin.objects.Folder;
import de.ehba.twin.objects.LifeCycle;
import de.ehba.twin.objects.Selectable;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** SELECT (gemSpec_COS 14.2.6). */
final class SelectCommand {
  private static final int FOLDER_BY_IDENTIFIER = 0x01;
  private static final int FILE_BY_IDENTIFIER = 0x02;
  private static final int PARENT = 0x03;
  private static final int BY_NAME = 0x04;
  private static final int NEXT = 0x02;
  private static final int WITHOUT_ANSWER = 0x08;

  private SelectCommand() {}

  static Answer select(Context context) {
    CommandApdu command = context.command();
    Context.check(
        (command.p2() & ~(NEXT | WITHOUT_ANSWER)) == 0x04 && ((command.p2() & NEXT) == 0 || command.p1() == BY_NAME),
        StatusWord.WRONG_PARAMETERS);
    Selectable found = find(context);
    if (found instanceof Folder folder) context.channel().select(folder);
    else context.channel().select((ElementaryFile) found);
    byte[] data = (command.p2() & WITHOUT_ANSWER) == 0 ? FileControlParameters.of(found) : new byte[0];
    return new Answer(data, trailer(found.logicalLifeCycle()));
  }

  private static Selectable find(Context context) {
    Folder folder = context.channel().currentFolder();
    return switch (context.command().p1()) {
      case FOLDER_BY_IDENTIFIER -> child(context, Folder.class);
      case FILE_BY_IDENTIFIER -> child(context, ElementaryFile.class);
      case PARENT -> {
        context.requireDataLength(0);
        Context.check(!folder.isRoot(), StatusWord.FILE_NOT_FOUND);
        yield folder.parent();
      }
      case BY_NAME -> byName(context);
      default -> throw StatusWord.error(StatusWord.WRONG_PARAMETERS);
    };
  }

  private static <T extends CardObject & Selectable> T child(Context context, Class<T> type) {
    context.requireDataLength(2);
    OptionalInt identifier = OptionalInt.of(Octets.uint16(context.command().data(), 0));
    return context.channel().currentFolder().child(type, file -> file.fileIdentifier().equals(identifier))
        .orElseThrow(() -> StatusWord.error(StatusWord.FILE_NOT_FOUND));
  }

  /** N048.000: names fit as a whole; an empty one fits every folder. */
  private static Folder byName(Context context) {
    byte[] name = context.command().data();
    List<Folder> fitting = context.objects().folders().stream().filter(folder -> fits(folder, name)).toList();
    boolean next = (context.command().p2() & NEXT) != 0;
    // N048.000d.2 leaves open what comes next for somebody who is in none of them: nothing does.
    int current = fitting.indexOf(context.channel().currentFolder());
    int index = next ? (current < 0 ? fitting.size() : current + 1) : 0;
    Context.check(index < fitting.size(), StatusWord.FILE_NOT_FOUND);
    return fitting.get(index);
  }

  private static boolean fits(Folder folder, byte[] name) {
    return folder.applicationIdentifiers().stream()
        .anyMatch(identifier -> name.length == 0 || Arrays.equals(identifier, name));
  }

  private static int trailer(LifeCycle lifeCycle) {
    return switch (lifeCycle) {
      case ACTIVATED -> StatusWord.NO_ERROR;
      case DEACTIVATED -> StatusWord.FILE_DEACTIVATED;
      case TERMINATED -> StatusWord.FILE_TERMINATED;
    };
  }
}
