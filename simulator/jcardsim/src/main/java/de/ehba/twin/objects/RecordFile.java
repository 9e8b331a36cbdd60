package de.ehba.twin.objects;

import java.util.List;

/** A file of records (gemSpec_COS 8.3.2.2 to 8.3.2.5). */
public final class RecordFile extends ElementaryFile {
  private final Layout layout;
  private List<StoredRecord> records;

  public RecordFile(Traits traits, Identity identity, Layout layout, List<StoredRecord> records) {
    super(traits, identity);
    this.layout = layout;
    this.records = List.copyOf(records);
  }

  /** How records lie in their file; with the first octet of tag 82 (N014.100c). */
  public enum Structure {
    LINEAR_FIXED(0x02),
    LINEAR_VARIABLE(0x04),
    CYCLIC(0x06);

    private final int descriptor;

    Structure(int descriptor) {
      this.descriptor = descriptor;
    }

    public int descriptor() {
      return descriptor;
    }
  }

  /**
   * @param size numberOfOctet, which only linear variable files have
   * @param recordsHaveLifeCycle flagRecordLifeCycleStatus
   */
  public record Layout(
      Structure structure, int maximumRecords, int maximumLength, int size, boolean recordsHaveLifeCycle) {}

  /** One record; the first one of a file has number 1. */
  public record StoredRecord(byte[] value, boolean active) {}

  public Layout layout() {
    return layout;
  }

  public List<StoredRecord> records() {
    return records;
  }

  public void setRecords(List<StoredRecord> records) {
    this.records = List.copyOf(records);
  }
}
