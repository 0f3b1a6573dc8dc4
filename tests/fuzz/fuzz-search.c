/* fuzz-search.c - what is typed into the search entry, read, written and read again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "config.h"

#include "fuzz.h"

#include "exm-search.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr(ExmSearch) search = exm_search_new (text);
  g_autofree char *meant = exm_search_to_string (search);
  g_autoptr(ExmSearch) again = exm_search_new (meant);
  g_autofree char *same = exm_search_to_string (again);

  g_assert_cmpstr (meant, ==, same);
  g_assert_cmpuint (search->n_groups, ==, again->n_groups);
  for (guint i = 0; i < search->n_terms; i++)
    {
      g_autofree char *left = exm_search_drop_term (search, text, i);

      g_assert_true (g_utf8_validate (left, -1, NULL));
    }
  return 0;
}
