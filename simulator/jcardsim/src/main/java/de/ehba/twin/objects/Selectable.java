package de.ehba.twin.objects;

import java.util.List;
import java.util.OptionalInt;

/** What SELECT can choose and describe by file control parameters. */
public sealed interface Selectable permits Folder, ElementaryFile {
  OptionalInt fileIdentifier();

  List<byte[]> applicationIdentifiers();

  boolean shareable();

  LifeCycle physicalLifeCycle();

  LifeCycle logicalLifeCycle();
}
