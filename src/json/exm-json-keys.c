/* exm-json-keys.c - finds members that stand twice in an object
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-json"

#include "config.h"

#include "exm-json-keys-private.h"

#include <stdlib.h>

#define KEPT 1024 /* names; what one hostile line needed is given back */

void
_exm_json_keys_grow (ExmJsonKeys *keys)
{
  keys->allocated = MAX (64, keys->allocated * 2);
  keys->items = g_renew (ExmJsonKey, keys->items, keys->allocated);
}

void
_exm_json_keys_clear (ExmJsonKeys *keys)
{
  keys->n = 0;
  if (keys->allocated > KEPT)
    {
      g_clear_pointer (&keys->items, g_free);
      keys->allocated = 0;
    }
}

/* Equal names stand in the order of the text, so the later one is the fault. */
static int
compare_keys (const void *a,
              const void *b)
{
  const ExmJsonKey *left = a;
  const ExmJsonKey *right = b;
  int               order;

  if (left->len != right->len)
    return left->len < right->len ? -1 : 1;
  order = memcmp (left->data, right->data, left->len);
  if (order != 0)
    return order;
  return left->at < right->at ? -1 : 1;
}

gboolean
_exm_json_keys_close (ExmJsonKeys *keys,
                      gsize        base,
                      gsize       *at)
{
  ExmJsonKey *items = keys->items + base;
  gsize       n = keys->n - base;
  gsize       first = G_MAXSIZE;

  keys->n = base;
  if (n <= EXM_JSON_KEYS_SMALL)
    return TRUE;

  qsort (items, n, sizeof *items, compare_keys);
  for (gsize i = 1; i < n; i++)
    if (items[i].len == items[i - 1].len &&
        memcmp (items[i].data, items[i - 1].data, items[i].len) == 0)
      first = MIN (first, items[i].at);

  *at = first;
  return first == G_MAXSIZE;
}
