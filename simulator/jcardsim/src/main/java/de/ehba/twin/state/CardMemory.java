package de.ehba.twin.state;

import de.ehba.twin.crypto.Octets;
import de.ehba.twin.objects.CardObject;
import de.ehba.twin.objects.Folder;
import de.ehba.twin.objects.ObjectSystem;
import de.ehba.twin.objects.Password;
import de.ehba.twin.objects.PinBlock;
import de.ehba.twin.objects.PrivateKey;
import de.ehba.twin.objects.RecordFile;
import de.ehba.twin.objects.RecordFile.StoredRecord;
import de.ehba.twin.objects.Secret.TransportStatus;
import de.ehba.twin.objects.TransparentFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The card's persistent memory: object system and state file together. Every change is on the disk before the object
 * shows it.
 */
public final class CardMemory {
  private static final String SIGNATURES = "signatures";
  private static final String VERIFICATIONS = "verifications";
  private static final String FAILED_VERIFICATIONS = "failedVerifications";

  private final StateFile file;
  private final Map<String, Integer> counters = new HashMap<>();

  /**
   * Brings the objects of an image to the state that was stored.
   *
   * @throws StateException where the state does not fit them
   */
  public CardMemory(ObjectSystem objects, StateFile file) {
    this.file = file;
    Map<String, CardObject> byPath = new HashMap<>();
    for (CardObject object : objects.objects()) if (!(object instanceof Folder)) byPath.put(object.path(), object);
    for (Map<String, Object> change : file.stored()) restore(byPath, change);
  }

  /** Changes of one transaction: all of them last, or none. */
  public final class Transaction {
    private final Map<String, Map<String, Object>> fieldsByPath = new LinkedHashMap<>();
    private final List<Runnable> effects = new ArrayList<>();

    public Transaction retryCounter(Password password, int value) {
      return set(password.regular(), "retryCounter", value, () -> password.secret().setRetryCounter(value));
    }

    public Transaction pukUses(Password password, int value) {
      return set(password.regular(), "pukUsage", value, () -> password.secret().setPukUses(value));
    }

    public Transaction secret(Password password, PinBlock value) {
      return set(
          password.regular(), "secret", Octets.toHex(value.octets()), () -> password.secret().setValue(value));
    }

    public Transaction transportStatus(Password password, TransportStatus value) {
      return set(
          password.regular(), "transportStatus", value.text(), () -> password.secret().setTransportStatus(value));
    }

    public Transaction enabled(Password password, boolean value) {
      return set(password, "flagEnabled", value, () -> password.setEnabled(value));
    }

    public Transaction body(TransparentFile transparent, byte[] value) {
      return set(transparent, "body", Octets.toHex(value), () -> transparent.setBody(value));
    }

    public Transaction records(RecordFile records, List<StoredRecord> value) {
      List<Object> json = new ArrayList<>();
      for (StoredRecord record : value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("value", Octets.toHex(record.value()));
        fields.put("active", record.active());
        json.add(fields);
      }
      return set(records, "records", json, () -> records.setRecords(value));
    }

    public void commit() {
      file.commit(List.copyOf(fieldsByPath.values()));
      effects.forEach(Runnable::run);
    }

    private Transaction set(CardObject object, String field, Object value, Runnable effect) {
      fieldsByPath.computeIfAbsent(object.path(), CardMemory::fieldsOf).put(field, value);
      effects.add(effect);
      return this;
    }
  }

  public Transaction begin() {
    return new Transaction();
  }

  public void countSignature(PrivateKey key) {
    count(key, SIGNATURES);
  }

  public void countVerification(Password password, boolean successful) {
    count(password, successful ? VERIFICATIONS : FAILED_VERIFICATIONS);
  }

  /** Statistics need not outlive a power cut. */
  private void count(CardObject object, String field) {
    int value = counters.merge(counterOf(object.path(), field), 1, Integer::sum);
    Map<String, Object> fields = fieldsOf(object.path());
    fields.put(field, value);
    file.note(List.of(fields));
  }

  private static Map<String, Object> fieldsOf(String path) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("path", path);
    return fields;
  }

  private static String counterOf(String path, String field) {
    return path + " " + field;
  }

  private void restore(Map<String, CardObject> byPath, Map<String, Object> change) {
    String path = (String) change.get("path");
    try {
      change.forEach((field, value) -> {
        if (!field.equals("path")) restore(byPath.get(path), path, field, value);
      });
    } catch (ClassCastException | IllegalArgumentException e) {
      throw new StateException("the state of " + path + " is not understood", e);
    }
  }

  private void restore(CardObject object, String path, String field, Object value) {
    switch (field) {
      case "secret" -> password(object, path).secret().setValue(new PinBlock(Octets.fromHex((String) value)));
      case "retryCounter" -> password(object, path).secret().setRetryCounter((Integer) value);
      case "pukUsage" -> password(object, path).secret().setPukUses((Integer) value);
      case "transportStatus" ->
          password(object, path).secret().setTransportStatus(TransportStatus.of((String) value));
      case "flagEnabled" -> password(object, path).setEnabled((Boolean) value);
      case "body" -> ((TransparentFile) object).setBody(Octets.fromHex((String) value));
      case "records" -> ((RecordFile) object).setRecords(records((List<?>) value));
      case SIGNATURES, VERIFICATIONS, FAILED_VERIFICATIONS -> counters.put(counterOf(path, field), (Integer) value);
      // Of the card itself: it counts when certificates are imported, which the twin never does.
      case "pointInTime" -> {}
      default -> throw new StateException("the state holds a field that this card does not know: " + field);
    }
  }

  private static Password password(CardObject object, String path) {
    if (object instanceof Password password) return password;
    throw new StateException("the state names a password that the image does not have: " + path);
  }

  private static List<StoredRecord> records(List<?> value) {
    List<StoredRecord> records = new ArrayList<>();
    for (Object element : value) {
      Map<?, ?> fields = (Map<?, ?>) element;
      records.add(new StoredRecord(Octets.fromHex((String) fields.get("value")), (Boolean) fields.get("active")));
    }
    return records;
  }
}
