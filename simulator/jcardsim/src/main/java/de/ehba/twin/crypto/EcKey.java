package de.ehba.twin.crypto;

import java.util.Arrays;
import javacard.security.CryptoException;
import javacard.security.ECPrivateKey;
import javacard.security.KeyAgreement;
import javacard.security.KeyBuilder;
import javacard.security.Signature;

/** A private key on an elliptic curve. */
public final class EcKey implements KeyMaterial {
  private static final int LONGEST_DER_SIGNATURE = 80;

  private final Curve curve;
  private final byte[] publicPoint;
  private final ECPrivateKey privateKey;
  private final Signature signature = Signature.getInstance(Signature.ALG_ECDSA_SHA_256, false);
  private final KeyAgreement agreement = KeyAgreement.getInstance(KeyAgreement.ALG_EC_SVDP_DH_PLAIN, false);

  public EcKey(Curve curve, byte[] privateNumber) {
    this.curve = curve;
    privateKey = (ECPrivateKey) KeyBuilder.buildKey(KeyBuilder.TYPE_EC_FP_PRIVATE, (short) (8 * curve.length()), false);
    curve.applyTo(privateKey);
    byte[] number = Octets.fixedLength(privateNumber, curve.length());
    privateKey.setS(number, (short) 0, (short) number.length);
    agreement.init(privateKey);
    publicPoint = timesGenerator();
  }

  /** Octets of what is signed, and half of those of a signature. */
  public int length() {
    return curve.length();
  }

  /** ELC_SIG: r ‖ s over a hash value of {@link #length} octets. */
  public byte[] sign(byte[] hash) {
    signature.init(privateKey, Signature.MODE_SIGN);
    byte[] der = new byte[LONGEST_DER_SIGNATURE];
    short length = signature.signPreComputedHash(hash, (short) 0, (short) hash.length, der, (short) 0);
    // The version on Maven Central does not know plain signatures yet.
    byte[] sequence = new Tlv.Reader(Arrays.copyOf(der, length)).value(0x30);
    Tlv.Reader numbers = new Tlv.Reader(sequence);
    byte[] r = Octets.fixedLength(numbers.value(0x02), curve.length());
    byte[] s = Octets.fixedLength(numbers.value(0x02), curve.length());
    return Octets.concat(r, s);
  }

  /**
   * ECKA: x coordinate of the point that both sides have in common.
   *
   * @throws IllegalArgumentException where the other point is not on the curve
   */
  byte[] agree(byte[] otherPoint) {
    byte[] x = new byte[curve.length()];
    try {
      agreement.generateSecret(otherPoint, (short) 0, (short) otherPoint.length, x, (short) 0);
    } catch (CryptoException e) {
      throw new IllegalArgumentException("not a point of the curve", e);
    }
    return x;
  }

  /** Images may leave the public point out. {@code 04 ‖ x ‖ y} */
  private byte[] timesGenerator() {
    KeyAgreement multiplication = KeyAgreement.getInstance(KeyAgreement.ALG_EC_SVDP_DH_PLAIN_XY, false);
    multiplication.init(privateKey);
    byte[] generator = curve.generator();
    byte[] point = new byte[generator.length];
    multiplication.generateSecret(generator, (short) 0, (short) generator.length, point, (short) 0);
    return point;
  }

  byte[] curveOid() {
    return curve.oid();
  }

  @Override
  public byte[] publicKeyObject() {
    return Tlv.encode(0x7f49, Tlv.encode(0x86, publicPoint));
  }
}
