package de.ehba.twin.image;

import de.ehba.twin.crypto.Curve;
import de.ehba.twin.crypto.EcKey;
import de.ehba.twin.crypto.KeyMaterial;
import de.ehba.twin.crypto.Octets;
import de.ehba.twin.crypto.RsaKey;
import de.ehba.twin.objects.AccessRules;
import de.ehba.twin.objects.CardObject;
import de.ehba.twin.objects.ElementaryFile.Identity;
import de.ehba.twin.objects.Folder;
import de.ehba.twin.objects.LifeCycle;
import de.ehba.twin.objects.ObjectSystem;
import de.ehba.twin.objects.Password;
import de.ehba.twin.objects.PinBlock;
import de.ehba.twin.objects.PrivateKey;
import de.ehba.twin.objects.RecordFile;
import de.ehba.twin.objects.RecordFile.StoredRecord;
import de.ehba.twin.objects.RecordFile.Structure;
import de.ehba.twin.objects.Secret;
import de.ehba.twin.objects.Secret.TransportStatus;
import de.ehba.twin.objects.SymmetricKey;
import de.ehba.twin.objects.TransparentFile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Builds the object system of an image. */
public final class CardImage {
  private static final String UNLIMITED = "INFINITY";
  private static final Pattern SSEC_ENTRY = Pattern.compile("\\((\\w+),(\\w+)\\)");
  private static final Pattern ALGORITHMS_ENTRY = Pattern.compile("\\[(\\w+),\\(([^)]*)\\)\\]");

  private final Map<Password, Integer> references = new HashMap<>();

  private CardImage() {}

  /** @throws ImageException where it is not an image, or holds what the twin does not know */
  public static ObjectSystem read(byte[] document) {
    ImageReader.Image image = ImageReader.read(document);
    ImageElement system = image.objectSystem();
    if (system.children().size() != 1) throw new ImageException("the image has no root");
    Folder root = new CardImage().build(system.children().get(0));
    int channels = Integer.parseInt(image.commons().getOrDefault("LOGICAL_CHANNELS", "1"));
    return new ObjectSystem(
        root,
        system.octets("iccsn8"),
        system.octets("coldAnswerToReset"),
        system.octets("warmAnswerToReset"),
        channels);
  }

  private Folder build(ImageElement element) {
    Folder root = folder(element);
    // A password may refer to one that stands behind it.
    references.forEach((password, reference) -> password.referTo(regular(password, reference)));
    return root;
  }

  private static Password regular(Password password, int reference) {
    return password.parent().password(reference)
        .filter(found -> !found.isMultiReference())
        .orElseThrow(() -> new ImageException(password.name() + " refers to no password"));
  }

  private Folder folder(ImageElement element) {
    Folder folder = new Folder(
        traits(element), identifiers(element), optional(element, "fileIdentifier"), element.flag("shareable"));
    for (ImageElement child : element.children()) object(child).ifPresent(folder::add);
    return folder;
  }

  /** Empty for the keys of CV certificates: the twin imports none. */
  private Optional<CardObject> object(ImageElement element) {
    CardObject object = switch (element.type()) {
      case "ADF", "Application", "DedicatedFile" -> folder(element);
      case "TransparentElementaryFile" -> transparentFile(element);
      case "LinearFixedElementaryFile" -> recordFile(element, Structure.LINEAR_FIXED);
      case "LinearVariableElementaryFile" -> recordFile(element, Structure.LINEAR_VARIABLE);
      case "CyclicElementaryFile" -> recordFile(element, Structure.CYCLIC);
      case "PWD" -> regularPassword(element);
      case "MultireferencePWD" -> multiReferencePassword(element);
      case "PrivateElcKey" -> privateKey(element, CardImage::ecMaterial);
      case "PrivateRsaKey" -> privateKey(element, CardImage::rsaMaterial);
      case "SymmetricAutKey", "SymmetricConnectionKey" ->
          new SymmetricKey(traits(element), element.number("keyIdentifier"));
      case "PublicElcVerificationKey", "PublicRsaVerificationKey" -> null;
      default -> throw new ImageException(element.id() + " is of the unknown type " + element.type());
    };
    return Optional.ofNullable(object);
  }

  private static TransparentFile transparentFile(ImageElement element) {
    byte[] body = element.octets("body");
    int end = element.optionalNumber("positionLogicalEndOfFile").orElse(body.length);
    return new TransparentFile(
        traits(element), identity(element), element.number("numberOfOctet"), Arrays.copyOf(body, end));
  }

  private static RecordFile recordFile(ImageElement element, Structure structure) {
    RecordFile.Layout layout = new RecordFile.Layout(
        structure,
        element.number("maximumNumberOfRecords"),
        element.number("maximumRecordLength"),
        element.optionalNumber("numberOfOctet").orElse(0),
        element.flag("flagRecordLifeCycleStatus"));
    List<StoredRecord> records = element.records().stream().map(CardImage::storedRecord).toList();
    return new RecordFile(traits(element), identity(element), layout, records);
  }

  private static StoredRecord storedRecord(ImageElement element) {
    boolean active = element.text("recordLifeCycleStatus").map(CardImage::lifeCycle).orElse(LifeCycle.ACTIVATED)
        == LifeCycle.ACTIVATED;
    return new StoredRecord(element.octets("recordValue"), active);
  }

  private static Password regularPassword(ImageElement element) {
    Secret.Limits limits = new Secret.Limits(
        element.number("minimumLength"), element.number("maximumLength"), element.number("startRetryCounter"));
    Secret secret = new Secret(
        limits,
        element.text("PUK").map(puk -> new PinBlock(element.octets("PUK"))).orElse(null),
        new PinBlock(element.octets("secret")),
        element.number("retryCounter"),
        element.number("pukUsage"),
        TransportStatus.of(element.required("transportStatus")));
    return password(element, secret);
  }

  private Password multiReferencePassword(ImageElement element) {
    Password password = password(element, null);
    references.put(password, element.number("passwordReference"));
    return password;
  }

  private static Password password(ImageElement element, Secret secret) {
    Map<Integer, Integer> startSsec = new HashMap<>();
    Matcher entries = SSEC_ENTRY.matcher(withoutSpace(element.required("startSSecList")));
    while (entries.find()) {
      String uses = entries.group(2);
      startSsec.put(hex(entries.group(1)), uses.equals(UNLIMITED) ? Password.UNLIMITED : hex(uses));
    }
    return new Password(
        traits(element), element.number("pwdIdentifier"), startSsec, element.flag("flagEnabled"), secret);
  }

  private static PrivateKey privateKey(ImageElement element, Function<ImageElement, KeyMaterial> material) {
    Map<Integer, Set<String>> algorithms = new HashMap<>();
    Matcher entries = ALGORITHMS_ENTRY.matcher(withoutSpace(element.required("listAlgorithmIdentifier")));
    while (entries.find()) algorithms.put(hex(entries.group(1)), Set.of(entries.group(2).split(",")));
    Optional<KeyMaterial> numbers =
        element.flag("keyAvailable") ? Optional.of(material.apply(element)) : Optional.empty();
    return new PrivateKey(traits(element), element.number("keyIdentifier"), algorithms, numbers);
  }

  private static KeyMaterial ecMaterial(ImageElement element) {
    Curve curve = Curve.named(element.required("domainParameterOid"));
    return new EcKey(curve, element.octets("privateKey"));
  }

  private static KeyMaterial rsaMaterial(ImageElement element) {
    RsaKey.CrtNumbers numbers = new RsaKey.CrtNumbers(
        element.octets("p"), element.octets("q"), element.octets("dP"), element.octets("dQ"), element.octets("c"));
    return new RsaKey(element.octets("n"), element.octets("e"), numbers);
  }

  private static CardObject.Traits traits(ImageElement element) {
    LifeCycle lifeCycle = lifeCycle(element.required("lifeCycleStatus"));
    AccessRules accessRules = AccessRuleParser.parse(element.text("accessRules").orElse(""));
    return new CardObject.Traits(element.id(), lifeCycle, accessRules);
  }

  private static LifeCycle lifeCycle(String text) {
    return LifeCycle.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static Identity identity(ImageElement element) {
    return new Identity(
        optional(element, "fileIdentifier"), optional(element, "shortFileIdentifier"), element.flag("shareable"));
  }

  private static List<byte[]> identifiers(ImageElement element) {
    String set = withoutSpace(element.text("applicationIdentifier").orElse("{}"));
    return Arrays.stream(set.substring(1, set.length() - 1).split(","))
        .filter(identifier -> !identifier.isEmpty())
        .map(Octets::fromHex)
        .toList();
  }

  private static OptionalInt optional(ImageElement element, String name) {
    return element.optionalNumber(name).map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  private static String withoutSpace(String text) {
    return text.replaceAll("\\s", "");
  }

  private static int hex(String digits) {
    return Integer.parseInt(digits, 16);
  }
}
