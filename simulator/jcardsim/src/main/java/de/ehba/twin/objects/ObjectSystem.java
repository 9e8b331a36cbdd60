package de.ehba.twin.objects;

import java.util.ArrayList;
import java.util.List;

/** All that is on the card (gemSpec_COS 9). */
public record ObjectSystem(Folder root, byte[] iccsn8, byte[] coldAtr, byte[] warmAtr, int logicalChannels) {
  /** All folders, the root first, then in the order of the image. */
  public List<Folder> folders() {
    List<Folder> folders = new ArrayList<>();
    collect(root, folders);
    return folders;
  }

  public List<CardObject> objects() {
    return folders().stream().flatMap(folder -> folder.children().stream()).toList();
  }

  private static void collect(Folder folder, List<Folder> folders) {
    folders.add(folder);
    for (CardObject child : folder.children()) if (child instanceof Folder inner) collect(inner, folders);
  }
}
