package de.ehba.twin.card;

/** What a command is answered: data, and a trailer that is no error. */
record Answer(byte[] data, int trailer) {
  static final Answer DONE = new Answer(new byte[0], StatusWord.NO_ERROR);

  static Answer of(byte[] data) {
    return new Answer(data, StatusWord.NO_ERROR);
  }

  static Answer of(int trailer) {
    return new Answer(new byte[0], trailer);
  }
}
