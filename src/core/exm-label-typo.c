/* exm-label-typo.c - a long name with one slip of the pen
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include <string.h>

#include "exm-label-private.h"

/* One letter too many, or two that changed places: Frustration, Frustraton,
 * Frustratoin. Another letter in the same place is often another word (Compliment,
 * Complement), as is a difference in the first letter (Typical, Atypical), in the
 * last, or in a digit (Category 1, Category 11). Among short names too many words
 * differ by one letter. */
#define TYPO_MIN 8

static gsize
common_head (const char *a,
             const char *b)
{
  gsize n = 0;

  while (a[n] != '\0' && a[n] == b[n])
    n++;
  return n;
}

static gboolean
can_slip (const char *plain,
          gsize       length)
{
  if (length < TYPO_MIN)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_islower (plain[i]))
      return FALSE;
  return TRUE;
}

gboolean
_exm_label_is_typo (const char *a,
                    const char *b)
{
  gsize n_a = strlen (a);
  gsize n_b = strlen (b);
  gsize head;

  if (n_a < n_b)
    return _exm_label_is_typo (b, a);
  if (n_a - n_b > 1 || !can_slip (a, n_a) || !can_slip (b, n_b))
    return FALSE;
  head = common_head (a, b);
  if (head == 0 || head + 1 >= n_a)
    return FALSE;
  if (n_a > n_b)
    return g_str_equal (a + head + 1, b + head);
  return a[head] == b[head + 1] && a[head + 1] == b[head] && g_str_equal (a + head + 2, b + head + 2);
}

GPtrArray *
_exm_label_typo_rests (const char *plain)
{
  gsize      length = strlen (plain);
  GPtrArray *rests = g_ptr_array_new_with_free_func (g_free);

  if (!can_slip (plain, length))
    return rests;
  g_ptr_array_add (rests, g_strdup (plain));
  for (gsize i = 1; i < length; i++)
    {
      char *rest = g_strdup (plain);

      memmove (rest + i, rest + i + 1, length - i);
      g_ptr_array_add (rests, rest);
    }
  return rests;
}
