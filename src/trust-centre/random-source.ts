/** Gives `lengthBytes` fresh unpredictable bytes. Injected, so that a run can be repeated byte for byte. */
export type RandomSource = (lengthBytes: number) => Uint8Array
