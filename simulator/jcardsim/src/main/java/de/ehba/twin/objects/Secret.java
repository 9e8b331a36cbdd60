package de.ehba.twin.objects;

/** What a regular password and the multi-reference passwords that point to it have in common (N016.325). */
public final class Secret {
  private final Limits limits;
  private final PinBlock puk;
  private PinBlock value;
  private int retryCounter;
  private int pukUses;
  private TransportStatus transportStatus;

  /**
   * @param puk null where the card has none
   */
  public Secret(
      Limits limits, PinBlock puk, PinBlock value, int retryCounter, int pukUses, TransportStatus status) {
    this.limits = limits;
    this.puk = puk;
    this.value = value;
    this.retryCounter = retryCounter;
    this.pukUses = pukUses;
    transportStatus = status;
  }

  /** Lengths in digits. */
  public record Limits(int minimumLength, int maximumLength, int startRetryCounter) {}

  /**
   * Kinds of transport protection, with their code in {@code 62Cx} (N078.600) and their name in images and state
   * files.
   */
  public enum TransportStatus {
    REGULAR("regularPassword", 0),
    TRANSPORT_PIN("transportPIN", 1),
    EMPTY_PIN("leerPIN", 7);

    private final String text;
    private final int coding;

    TransportStatus(String text, int coding) {
      this.text = text;
      this.coding = coding;
    }

    public static TransportStatus of(String text) {
      for (TransportStatus status : values()) if (status.text.equals(text)) return status;
      throw new IllegalArgumentException("transportStatus " + text);
    }

    public String text() {
      return text;
    }

    public int coding() {
      return coding;
    }
  }

  public Limits limits() {
    return limits;
  }

  public boolean hasPuk(PinBlock candidate) {
    return puk != null && puk.matches(candidate);
  }

  public boolean hasValue(PinBlock candidate) {
    return value.matches(candidate);
  }

  public void setValue(PinBlock value) {
    this.value = value;
  }

  public int retryCounter() {
    return retryCounter;
  }

  public void setRetryCounter(int retryCounter) {
    this.retryCounter = retryCounter;
  }

  public int pukUses() {
    return pukUses;
  }

  public void setPukUses(int pukUses) {
    this.pukUses = pukUses;
  }

  public TransportStatus transportStatus() {
    return transportStatus;
  }

  public void setTransportStatus(TransportStatus transportStatus) {
    this.transportStatus = transportStatus;
  }
}
