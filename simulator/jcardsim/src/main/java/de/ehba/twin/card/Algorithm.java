package de.ehba.twin.card;

import de.ehba.twin.card.Channel.Use;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Algorithms as MANAGE SECURITY ENVIRONMENT chooses them (gemSpec_COS CosT_605, CosT_7a2), with their names in
 * images.
 */
enum Algorithm {
  SIGN_ECDSA(Use.SIGNATURE_CREATION, 0x00, "signECDSA"),
  SIGN_PKCS1(Use.SIGNATURE_CREATION, 0x02, "signPKCS1_V1_5"),
  /** Both names have one code and mean the same signature (N088.600a). */
  SIGN_PSS(Use.SIGNATURE_CREATION, 0x05, "signPSS", "rsaClientAuthentication"),
  ROLE_AUTHENTICATION(Use.INTERNAL_AUTHENTICATE, 0x00, "elcRoleAuthentication"),
  AUTHENTICATE_PKCS1(Use.INTERNAL_AUTHENTICATE, 0x02, "signPKCS1_V1_5"),
  CLIENT_AUTHENTICATION(Use.INTERNAL_AUTHENTICATE, 0x05, "rsaClientAuthentication"),
  DECIPHER_ELC(Use.DATA_DECIPHER, 0x0b, "elcSharedSecretCalculation"),
  DECIPHER_PKCS1(Use.DATA_DECIPHER, 0x81, "rsaDecipherPKCS1_V1_5"),
  DECIPHER_OAEP(Use.DATA_DECIPHER, 0x85, "rsaDecipherOaep");

  private final Use use;
  private final int code;
  private final Set<String> names;

  Algorithm(Use use, int code, String... names) {
    this.use = use;
    this.code = code;
    this.names = Set.of(names);
  }

  static Optional<Algorithm> of(Use use, int code) {
    return Arrays.stream(values()).filter(algorithm -> algorithm.use == use && algorithm.code == code).findFirst();
  }

  boolean isAmong(Set<String> supported) {
    return names.stream().anyMatch(supported::contains);
  }
}
