/* exm-personal.h - personal data in a post: where it is, and what stands for it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ExmPersonal:
 * @EXM_PERSONAL_EMAIL: name@example.org
 * @EXM_PERSONAL_PHONE: international (`+` or `00`), with a trunk 0, North American
 *   with its signs, or any after a word like “call”
 * @EXM_PERSONAL_HANDLE: `@name`, `@name@server`
 * @EXM_PERSONAL_URL: http, https and www addresses
 * @EXM_PERSONAL_CARD: payment cards: issuer's first digits (ISO/IEC 7812), its
 *   lengths, Luhn's check digit
 * @EXM_PERSONAL_IBAN: bank accounts: the country's length, ISO 7064 mod 97
 * @EXM_PERSONAL_IP: IPv4 and IPv6, but loopback
 *
 * Found by form alone: no list of names, nothing is looked up. Years, dates,
 * prices, version and order numbers are not taken for phone numbers.
 */
typedef enum
{
  EXM_PERSONAL_EMAIL,
  EXM_PERSONAL_PHONE,
  EXM_PERSONAL_HANDLE,
  EXM_PERSONAL_URL,
  EXM_PERSONAL_CARD,
  EXM_PERSONAL_IBAN,
  EXM_PERSONAL_IP,
} ExmPersonal;

#define EXM_N_PERSONAL 7

/* Bits `1 << ExmPersonal`. Handles and addresses are public more often than not. */
#define EXM_PERSONAL_ALL ((1u << EXM_N_PERSONAL) - 1)
#define EXM_PERSONAL_GRAVE (EXM_PERSONAL_ALL & ~(1u << EXM_PERSONAL_HANDLE | 1u << EXM_PERSONAL_URL))

/**
 * ExmPersonalSpan:
 * @start: byte where it begins
 * @end: byte after its last
 */
typedef struct
{
  gsize       start;
  gsize       end;
  ExmPersonal kind;
} ExmPersonalSpan;

/**
 * exm_personal_scan:
 * @text: (array length=length): valid UTF-8
 * @spans: (nullable) (element-type ExmPersonalSpan): what is found is added, in
 *   the order of the text; spans do not overlap. All kinds: what is part of an
 *   address is no phone number, whether addresses are wanted or not
 *
 * Any thread; O(length), some 200 MB/s. What is a mask already is not found again.
 *
 * Returns: bits of the kinds found
 */
guint exm_personal_scan (const char *text,
                         gsize       length,
                         GArray     *spans);

/**
 * exm_personal_mask:
 * @kinds: bits of the kinds to mask
 * @counts: (nullable) (array fixed-size=7): by how many of each kind it is increased
 *
 * Returns: (transfer full) (nullable): @text with `<email>`, `<phone>`, `@user`,
 *   `<url>`, `<card>`, `<iban>`, `<ip>` in place of what was found; %NULL when
 *   there is nothing to mask
 */
char *exm_personal_mask (const char *text,
                         guint       kinds,
                         guint      *counts);

/**
 * exm_personal_get_mask: what stands for a kind.
 */
const char *exm_personal_get_mask (ExmPersonal kind);

/**
 * exm_personal_kinds_to_string:
 *
 * Returns: (transfer full): "e-mail addresses, phone numbers", translated
 */
char *exm_personal_kinds_to_string (guint kinds);

/**
 * exm_personal_count_to_string:
 *
 * Returns: (transfer full): "12 e-mail addresses", translated.
 */
char *exm_personal_count_to_string (ExmPersonal kind,
                                    guint       n);

/**
 * exm_personal_counts_to_string:
 * @counts: (array fixed-size=7)
 *
 * Returns: (transfer full): "12 e-mail addresses, 1 phone number", translated; ""
 *   when there are none
 */
char *exm_personal_counts_to_string (const guint *counts);

G_END_DECLS
