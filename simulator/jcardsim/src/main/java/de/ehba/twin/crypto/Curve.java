package de.ehba.twin.crypto;

import java.util.Locale;
import javacard.security.ECKey;

/**
 * Domain parameters of elliptic curves (RFC 5639). All objects of the cards of generation 2.1 lie on
 * brainpoolP256r1.
 */
public enum Curve {
  BRAINPOOL_P256_R1(
      "2b2403030208010107",
      "a9fb57dba1eea9bc3e660a909d838d726e3bf623d52620282013481d1f6e5377",
      "7d5a0975fc2c3057eef67530417affe7fb8055c126dc5c6ce94a4b44f330b5d9",
      "26dc5c6ce94a4b44f330b5d9bbd77cbf958416295cf7e1ce6bccdc18ff8c07b6",
      "048bd2aeb9cb7e57cb2c4b482ffc81b7afb9de27e1e3bd23c23a4453bd9ace3262"
          + "547ef835c3dac4fd97f8461a14611dc9c27745132ded8e545c1d54c72f046997",
      "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7");

  private final byte[] oid;
  private final byte[] prime;
  private final byte[] a;
  private final byte[] b;
  private final byte[] generator;
  private final byte[] order;

  Curve(String oid, String prime, String a, String b, String generator, String order) {
    this.oid = Octets.fromHex(oid);
    this.prime = Octets.fromHex(prime);
    this.a = Octets.fromHex(a);
    this.b = Octets.fromHex(b);
    this.generator = Octets.fromHex(generator);
    this.order = Octets.fromHex(order);
  }

  /** @throws IllegalArgumentException for a curve that the twin does not know */
  public static Curve named(String name) {
    if (name.toLowerCase(Locale.ROOT).equals("brainpoolp256r1")) return BRAINPOOL_P256_R1;
    throw new IllegalArgumentException("elliptic curve " + name);
  }

  byte[] oid() {
    return oid;
  }

  byte[] generator() {
    return generator;
  }

  /** Octets of a coordinate, and of r and s. */
  int length() {
    return prime.length;
  }

  void applyTo(ECKey key) {
    key.setFieldFP(prime, (short) 0, (short) prime.length);
    key.setA(a, (short) 0, (short) a.length);
    key.setB(b, (short) 0, (short) b.length);
    key.setG(generator, (short) 0, (short) generator.length);
    key.setR(order, (short) 0, (short) order.length);
    key.setK((short) 1);
  }
}
