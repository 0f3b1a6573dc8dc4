/* exm-personal-private.h - readers of single kinds of personal data
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const char *start;
  const char *end;
} ExmText;

static inline gboolean
_exm_is_digit (char c)
{
  return c >= '0' && c <= '9';
}

/* Letters, digits, the underscore, and all that is not ASCII. */
static inline gboolean
_exm_is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || (guint8)c >= 0x80;
}

/* Each: how many bytes from @p on are one; 0 = none. What stands before @p is
 * within the text as well, and is looked at. */
gsize _exm_read_card (const ExmText *text,
                      const char    *p);
gsize _exm_read_iban (const ExmText *text,
                      const char    *p);
gsize _exm_read_ipv4 (const ExmText *text,
                      const char    *p);
gsize _exm_read_ipv6 (const ExmText *text,
                      const char    *p);
gsize _exm_read_phone (const ExmText *text,
                       const char    *p);

G_END_DECLS
