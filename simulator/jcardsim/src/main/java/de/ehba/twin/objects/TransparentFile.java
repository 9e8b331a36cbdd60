package de.ehba.twin.objects;

/** A file of octets (gemSpec_COS 8.3.2.1). What lies behind the logical end of file cannot be seen and is not kept. */
public final class TransparentFile extends ElementaryFile {
  private final int size;
  private byte[] body;

  /**
   * @param size numberOfOctet
   * @param body from the first octet to the logical end of file
   */
  public TransparentFile(Traits traits, Identity identity, int size, byte[] body) {
    super(traits, identity);
    this.size = size;
    this.body = body;
  }

  public int size() {
    return size;
  }

  public byte[] body() {
    return body;
  }

  public void setBody(byte[] body) {
    this.body = body;
  }

  public int logicalEnd() {
    return body.length;
  }
}
