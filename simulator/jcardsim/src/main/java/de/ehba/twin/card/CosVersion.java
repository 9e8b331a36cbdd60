package de.ehba.twin.card;

/** Versions of gemSpec_COS where they differ: 3.12 shows a block also of a password in transport state (N078.350). */
public enum CosVersion {
  V3_10,
  V3_12
}
