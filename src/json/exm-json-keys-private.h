/* exm-json-keys-private.h - finds members that stand twice in an object
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* The names of all objects that are open now, on one stack; an object owns those
 * from its base upwards. Up to EXM_JSON_KEYS_SMALL names are compared with each
 * other as they come (nearly all objects); those of a larger object are sorted once,
 * when it closes, so that a hostile object of a million names stays O(n log n). */

#define EXM_JSON_KEYS_SMALL 16

typedef struct
{
  const char *data; /* decoded name, borrowed */
  gsize       len;
  gsize       at; /* where it stands in the text */
} ExmJsonKey;

typedef struct
{
  ExmJsonKey *items;
  gsize       n;
  gsize       allocated;
} ExmJsonKeys;

void _exm_json_keys_grow (ExmJsonKeys *keys);
void _exm_json_keys_clear (ExmJsonKeys *keys);

/* Pops the names of the object that began at @base. FALSE: two are equal, @at tells
 * where the second one stands. */
gboolean _exm_json_keys_close (ExmJsonKeys *keys,
                               gsize        base,
                               gsize       *at);

/* FALSE: the object that began at @base has this name already. */
static inline gboolean
_exm_json_keys_add (ExmJsonKeys *keys,
                    gsize        base,
                    const char  *data,
                    gsize        len,
                    gsize        at)
{
  if (keys->n - base < EXM_JSON_KEYS_SMALL)
    for (gsize i = base; i < keys->n; i++)
      if (keys->items[i].len == len && memcmp (keys->items[i].data, data, len) == 0)
        return FALSE;

  if (keys->n == keys->allocated)
    _exm_json_keys_grow (keys);
  keys->items[keys->n++] = (ExmJsonKey){ data, len, at };
  return TRUE;
}

G_END_DECLS
