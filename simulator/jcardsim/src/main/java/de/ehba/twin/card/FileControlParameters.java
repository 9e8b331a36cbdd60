package de.ehba.twin.card;

import de.ehba.twin.crypto.Octets;
import de.ehba.twin.crypto.Tlv;
import de.ehba.twin.objects.ElementaryFile;
import de.ehba.twin.objects.Folder;
import de.ehba.twin.objects.RecordFile;
import de.ehba.twin.objects.Selectable;
import de.ehba.twin.objects.TransparentFile;
import java.util.ArrayList;
import java.util.List;

/** Data object 62 (gemSpec_COS N013.900 to N014.900), its members in the order of their tags. */
final class FileControlParameters {
  private static final int FOLDER = 0x38;
  private static final int TRANSPARENT = 0x01;
  private static final int SHAREABLE = 0x40;
  private static final int DATA_CODING = 0x41;
  private static final int RECORDS_WITH_LIFE_CYCLE = 0x01;

  private FileControlParameters() {}

  static byte[] of(Selectable file) {
    List<byte[]> members = new ArrayList<>();
    addSize(file, members);
    members.add(Tlv.encode(0x82, descriptor(file)));
    file.fileIdentifier().ifPresent(fid -> members.add(Tlv.encode(0x83, Octets.of(fid >> 8, fid))));
    for (byte[] identifier : file.applicationIdentifiers()) members.add(Tlv.encode(0x84, identifier));
    if (file instanceof ElementaryFile elementary) members.add(Tlv.encode(0x88, shortIdentifier(elementary)));
    members.add(Tlv.encode(0x8a, Octets.of(file.physicalLifeCycle().coding())));
    if (file instanceof RecordFile records && records.layout().recordsHaveLifeCycle()) {
      members.add(Tlv.encode(0x8f, Octets.of(RECORDS_WITH_LIFE_CYCLE)));
    }
    if (file instanceof TransparentFile transparent) members.add(Tlv.encode(0xc5, uint16(transparent.logicalEnd())));
    return Tlv.encode(0x62, members.toArray(byte[][]::new));
  }

  private static void addSize(Selectable file, List<byte[]> members) {
    if (file instanceof TransparentFile transparent) members.add(Tlv.encode(0x80, uint16(transparent.size())));
    if (file instanceof RecordFile records && records.layout().structure() == RecordFile.Structure.LINEAR_VARIABLE) {
      members.add(Tlv.encode(0x80, uint16(records.layout().size())));
    }
  }

  private static byte[] descriptor(Selectable file) {
    int shareable = file.shareable() ? SHAREABLE : 0;
    if (file instanceof Folder) return Octets.of(FOLDER | shareable);
    if (file instanceof TransparentFile) return Octets.of(TRANSPARENT | shareable);
    RecordFile.Layout layout = ((RecordFile) file).layout();
    return Octets.concat(
        Octets.of(layout.structure().descriptor() | shareable, DATA_CODING),
        uint16(layout.maximumLength()),
        Octets.of(layout.maximumRecords()));
  }

  private static byte[] shortIdentifier(ElementaryFile file) {
    return file.shortIdentifier().isPresent() ? Octets.of(file.shortIdentifier().getAsInt() << 3) : new byte[0];
  }

  private static byte[] uint16(int number) {
    return Octets.of(number >> 8, number);
  }
}
