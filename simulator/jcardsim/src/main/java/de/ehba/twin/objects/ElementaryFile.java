package de.ehba.twin.objects;

import java.util.List;
import java.util.OptionalInt;

/** A file with data (gemSpec_COS 8.3.2). */
public abstract sealed class ElementaryFile extends CardObject implements Selectable
    permits TransparentFile, RecordFile {
  private final Identity identity;

  ElementaryFile(Traits traits, Identity identity) {
    super(traits);
    this.identity = identity;
  }

  /** How a file is addressed. */
  public record Identity(OptionalInt fileIdentifier, OptionalInt shortIdentifier, boolean shareable) {}

  @Override
  public final OptionalInt fileIdentifier() {
    return identity.fileIdentifier();
  }

  public final OptionalInt shortIdentifier() {
    return identity.shortIdentifier();
  }

  @Override
  public final boolean shareable() {
    return identity.shareable();
  }

  @Override
  public final List<byte[]> applicationIdentifiers() {
    return List.of();
  }
}
