package de.ehba.twin.card;

import de.ehba.twin.objects.ElementaryFile;
import de.ehba.twin.objects.RecordFile;
import de.ehba.twin.objects.RecordFile.Layout;
import de.ehba.twin.objects.RecordFile.StoredRecord;
import de.ehba.twin.objects.RecordFile.Structure;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Commands for files of records (gemSpec_COS 14.4). */
final class RecordCommands {
  private static final int THIS_RECORD = 0x04;

  private RecordCommands() {}

  /** READ RECORD (14.4.6). */
  static Answer read(Context context) {
    context.requireLe();
    context.requireDataLength(0);
    RecordFile file = file(context, THIS_RECORD);
    StoredRecord record = activeRecord(context, file);
    CommandApdu.Le le = context.command().le();
    byte[] value = record.value();
    boolean beyondEnd = !le.wildcard() && le.limit() > value.length;
    byte[] data = Arrays.copyOf(value, Math.min(le.limit(), value.length));
    return new Answer(data, beyondEnd ? StatusWord.END_OF_FILE : StatusWord.NO_ERROR);
  }

  /** SEARCH RECORD (14.4.7): numbers of the records, from P1 on, that contain the pattern. */
  static Answer search(Context context) {
    context.requireLe();
    context.requireData();
    RecordFile file = file(context, THIS_RECORD);
    int first = recordNumber(context, file);
    ByteArrayOutputStream found = new ByteArrayOutputStream();
    for (int number = first; number <= file.records().size(); number++) {
      StoredRecord record = file.records().get(number - 1);
      if (record.active() && contains(record.value(), context.command().data())) found.write(number);
    }
    return new Answer(found.toByteArray(), found.size() == 0 ? StatusWord.UNSUCCESSFUL_SEARCH : StatusWord.NO_ERROR);
  }

  /** UPDATE RECORD (14.4.8). */
  static Answer update(Context context) {
    context.requireData();
    RecordFile file = file(context, THIS_RECORD);
    activeRecord(context, file);
    List<StoredRecord> records = new ArrayList<>(file.records());
    checkLength(context, file);
    records.set(context.command().p1() - 1, new StoredRecord(context.command().data(), true));
    return store(context, file, records);
  }

  /** APPEND RECORD (14.4.2): at the end; in a cyclic file as number 1, where the oldest one makes room. */
  static Answer append(Context context) {
    context.requireData();
    Context.check(context.command().p1() == 0, StatusWord.WRONG_PARAMETERS);
    RecordFile file = file(context, 0);
    Layout layout = file.layout();
    boolean cyclic = layout.structure() == Structure.CYCLIC;
    List<StoredRecord> records = new ArrayList<>(file.records());
    boolean full = records.size() >= layout.maximumRecords();
    Context.check(cyclic || !full, StatusWord.DATA_TOO_BIG);
    checkLength(context, file);
    StoredRecord added = new StoredRecord(context.command().data(), true);
    if (cyclic && full) records.remove(records.size() - 1);
    records.add(cyclic ? 0 : records.size(), added);
    return store(context, file, records);
  }

  private static Answer store(Context context, RecordFile file, List<StoredRecord> records) {
    Layout layout = file.layout();
    if (layout.structure() == Structure.LINEAR_VARIABLE) {
      int size = records.stream().mapToInt(record -> record.value().length).sum();
      Context.check(size <= layout.size(), StatusWord.DATA_TOO_BIG);
    }
    context.memory().begin().records(file, records).commit();
    return Answer.DONE;
  }

  private static void checkLength(Context context, RecordFile file) {
    Layout layout = file.layout();
    int length = context.command().data().length;
    boolean fits = layout.structure() == Structure.LINEAR_VARIABLE
        ? length <= layout.maximumLength()
        : length == layout.maximumLength();
    Context.check(fits, StatusWord.WRONG_LENGTH);
  }

  private static StoredRecord activeRecord(Context context, RecordFile file) {
    StoredRecord record = file.records().get(recordNumber(context, file) - 1);
    Context.check(record.active(), StatusWord.RECORD_DEACTIVATED);
    return record;
  }

  private static int recordNumber(Context context, RecordFile file) {
    int number = context.command().p1();
    Context.check(number >= 1 && number <= file.records().size(), StatusWord.RECORD_NOT_FOUND);
    return number;
  }

  /** P2: short identifier, or 0 for the current file, in the upper five bits, and how records are addressed. */
  private static RecordFile file(Context context, int mode) {
    int p2 = context.command().p2();
    Context.check((p2 & 0x07) == mode, StatusWord.WRONG_PARAMETERS);
    ElementaryFile file = context.file(p2 >> 3 != 0, p2 >> 3);
    context.checkAccess(file);
    if (file instanceof RecordFile records) return records;
    throw StatusWord.error(StatusWord.WRONG_FILE_TYPE);
  }

  private static boolean contains(byte[] value, byte[] pattern) {
    for (int start = 0; start + pattern.length <= value.length; start++) {
      if (Arrays.equals(value, start, start + pattern.length, pattern, 0, pattern.length)) return true;
    }
    return false;
  }
}
