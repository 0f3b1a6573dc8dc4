/* exm-extras.c - columns of a table that are nothing to us, kept with the example
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define G_LOG_DOMAIN "exm-formats"

#include "config.h"

#include "exm-extras-private.h"

#include <string.h>

static void
append_text (GString           *packed,
             const ExmJsonText *text)
{
  guint32 len = GUINT32_TO_LE ((guint32)text->len);

  g_string_append_len (packed, (const char *)&len, sizeof len);
  g_string_append_len (packed, text->data, (gssize)text->len);
}

void
_exm_extras_append (GString           *packed,
                    const ExmJsonText *name,
                    const ExmJsonText *value)
{
  append_text (packed, name);
  append_text (packed, value);
}

static gboolean
next_text (ExmExtrasIter *iter,
           ExmJsonText   *text)
{
  guint32 len;

  if ((gsize)(iter->end - iter->at) < sizeof len)
    return FALSE;
  memcpy (&len, iter->at, sizeof len);
  len = GUINT32_FROM_LE (len);
  if ((gsize)(iter->end - iter->at) - sizeof len < len)
    return FALSE;
  *text = (ExmJsonText){ iter->at + sizeof len, len };
  iter->at += sizeof len + len;
  return TRUE;
}

gboolean
_exm_extras_next (ExmExtrasIter *iter,
                  ExmJsonText   *name,
                  ExmJsonText   *value)
{
  return next_text (iter, name) && next_text (iter, value);
}

static void
free_name (gpointer data)
{
  g_string_free (data, TRUE);
}

void
_exm_extras_init (ExmExtras *self)
{
  self->names = g_ptr_array_new_with_free_func (free_name);
  self->places = g_hash_table_new_full ((GHashFunc)g_string_hash, (GEqualFunc)g_string_equal, free_name, NULL);
  self->values = g_array_new (FALSE, TRUE, sizeof (ExmJsonText));
  self->key = g_string_new (NULL);
}

void
_exm_extras_clear (ExmExtras *self)
{
  g_clear_pointer (&self->names, g_ptr_array_unref);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->values, g_array_unref);
  if (self->key != NULL)
    g_string_free (self->key, TRUE);
  self->key = NULL;
}

/* Whether the column at @index is @name: so it is for all examples of one file. */
static gboolean
is_at (ExmExtras         *self,
       guint              index,
       const ExmJsonText *name)
{
  const GString *at = index < self->names->len ? self->names->pdata[index] : NULL;

  return at != NULL && at->len == name->len && memcmp (at->str, name->data, name->len) == 0;
}

/* How many columns before @at in @packed have the name that stands there. */
static guint
count_before (const char        *packed,
              const char        *at,
              const ExmJsonText *name)
{
  ExmExtrasIter iter = { packed, at };
  ExmJsonText   other, value;
  guint         n = 0;

  while (_exm_extras_next (&iter, &other, &value))
    n += other.len == name->len && memcmp (other.data, name->data, name->len) == 0;
  return n;
}

/* index + 1; 0 = not among them. The key is left in @key. */
static guint
find (ExmExtras         *self,
      const char        *packed,
      const char        *at,
      const ExmJsonText *name)
{
  g_string_truncate (self->key, 0);
  g_string_append_len (self->key, name->data, (gssize)name->len);
  g_string_append_c (self->key, '\0');
  g_string_append_printf (self->key, "%u", count_before (packed, at, name));
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->places, self->key));
}

void
_exm_extras_learn (ExmExtras  *self,
                   const char *packed,
                   gsize       len)
{
  ExmExtrasIter iter = { packed, packed + len };
  ExmJsonText   name, value;
  const char   *at = packed;
  gboolean      in_order = TRUE;

  for (guint i = 0; _exm_extras_next (&iter, &name, &value); i++, at = iter.at)
    {
      in_order = in_order && is_at (self, i, &name);
      if (in_order || find (self, packed, at, &name) != 0)
        continue;
      g_ptr_array_add (self->names, g_string_new_len (name.data, (gssize)name.len));
      g_hash_table_insert (self->places, g_string_new_len (self->key->str, (gssize)self->key->len), GUINT_TO_POINTER (self->names->len));
    }
}

void
_exm_extras_spread (ExmExtras  *self,
                    const char *packed,
                    gsize       len)
{
  ExmExtrasIter iter = { packed, packed + len };
  ExmJsonText   name, value;
  const char   *at = packed;
  gboolean      in_order = TRUE;

  g_array_set_size (self->values, 0);
  g_array_set_size (self->values, self->names->len); /* all empty */
  for (guint i = 0; _exm_extras_next (&iter, &name, &value); i++, at = iter.at)
    {
      guint place;

      in_order = in_order && is_at (self, i, &name);
      place = in_order ? i + 1 : find (self, packed, at, &name);
      if (place > 0)
        g_array_index (self->values, ExmJsonText, place - 1) = value;
    }
}
