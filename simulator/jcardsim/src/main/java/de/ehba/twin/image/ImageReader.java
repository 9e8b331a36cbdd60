package de.ehba.twin.image;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads gematik's card images (format versions 2 and 3) as they stand: elements, attributes, text. */
final class ImageReader {
  private final XMLStreamReader xml;

  private ImageReader(XMLStreamReader xml) {
    this.xml = xml;
  }

  /** The object system, whose only child is the root, and the numbers of {@code commons}. */
  record Image(ImageElement objectSystem, Map<String, String> commons) {}

  /** @throws ImageException where it is not an image */
  static Image read(byte[] document) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(document));
      return new ImageReader(xml).readCard();
    } catch (XMLStreamException e) {
      throw new ImageException("the image is not XML: " + e.getMessage(), e);
    }
  }

  private Image readCard() throws XMLStreamException {
    xml.nextTag();
    xml.require(XMLStreamConstants.START_ELEMENT, null, "card");
    ImageElement objectSystem = null;
    Map<String, String> commons = Map.of();
    while (nextIn("card")) {
      switch (xml.getLocalName()) {
        case "objectSystem" -> objectSystem = readElement("objectSystem");
        case "commons" -> commons = readAttributes("commons");
        default -> skip();
      }
    }
    if (objectSystem == null) throw new ImageException("the image has no object system");
    return new Image(objectSystem, commons);
  }

  /** Reads {@code child}, {@code record} or {@code objectSystem}, on whose start the reader stands. */
  private ImageElement readElement(String element) throws XMLStreamException {
    String id = String.valueOf(xml.getAttributeValue(null, "id"));
    String type = xml.getAttributeValue(null, "objectType");
    Map<String, String> attributes = new LinkedHashMap<>();
    List<ImageElement> children = new ArrayList<>();
    List<ImageElement> records = new ArrayList<>();
    while (nextIn(element)) {
      switch (xml.getLocalName()) {
        case "attributes" -> attributes.putAll(readAttributes("attributes"));
        case "attribute" -> readAttribute(attributes, children);
        case "children" -> children.addAll(readElements("children", "child"));
        case "records" -> records.addAll(readElements("records", "record"));
        default -> skip();
      }
    }
    return new ImageElement(id, type == null ? element : type, attributes, children, records);
  }

  private List<ImageElement> readElements(String list, String element) throws XMLStreamException {
    List<ImageElement> elements = new ArrayList<>();
    while (nextIn(list)) {
      if (xml.getLocalName().equals(element)) elements.add(readElement(element));
      else skip();
    }
    return elements;
  }

  /** Reads a list of {@code attribute} or {@code common}. */
  private Map<String, String> readAttributes(String list) throws XMLStreamException {
    Map<String, String> attributes = new LinkedHashMap<>();
    while (nextIn(list)) readAttribute(attributes, new ArrayList<>());
    return attributes;
  }

  /** An attribute holds text; the one with the root holds a child. */
  private void readAttribute(Map<String, String> attributes, List<ImageElement> children) throws XMLStreamException {
    String element = xml.getLocalName();
    String id = String.valueOf(xml.getAttributeValue(null, "id"));
    StringBuilder text = new StringBuilder();
    while (true) {
      int event = xml.next();
      if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals(element)) break;
      boolean starts = event == XMLStreamConstants.START_ELEMENT;
      if (starts && xml.getLocalName().equals("child")) children.add(readElement("child"));
      else if (starts) skip();
      else if (xml.hasText() && event != XMLStreamConstants.COMMENT) text.append(xml.getText());
    }
    attributes.put(id, text.toString().strip());
  }

  /** Goes to the next element inside this one; false where this one ends. */
  private boolean nextIn(String element) throws XMLStreamException {
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) return true;
      if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals(element)) return false;
    }
    throw new ImageException("the image ends in " + element);
  }

  /** Leaves out the element on whose start the reader stands. */
  private void skip() throws XMLStreamException {
    for (int depth = 1; depth > 0; ) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) depth++;
      else if (event == XMLStreamConstants.END_ELEMENT) depth--;
    }
  }
}
