/*
 * SPDX-License-Identifier: Apache-2.0
 *
 * Tries, locks, transport PINs and a PIN pad, none of which SoftHSM2 has.
 */
#ifndef PINS_H
#define PINS_H

#include "cryptoki.h"

/* The functions of the real module, by number. */
word real(int number, const word *a);

/* What the calls answer that take a PIN; `a` are their arguments. */
word scripted_login(const word *a);
word scripted_set_pin(const word *a);
word scripted_init_pin(const word *a);
word scripted_init_token(const word *a);

/* The flags of a token, as the script wants them. */
word scripted_flags(word flags);

#endif
