package de.ehba.twin.launcher;

import java.io.IOException;

/** A way from the card to whoever uses it. */
interface Link {
  /**
   * Serves until the process ends.
   *
   * @param onReady called once, when somebody can use the card
   */
  void run(Runnable onReady) throws IOException;
}
