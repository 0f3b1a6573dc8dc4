/* exm-record-values.c - values of a record, put together and taken apart
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-record-values-private.h"

#include <string.h>

void
_exm_record_values_init (ExmRecordValues *self)
{
  self->keys = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
}

void
_exm_record_values_add (ExmRecordValues *self,
                        const char      *key,
                        gconstpointer    data,
                        gsize            size)
{
  g_ptr_array_add (self->keys, g_strdup (key));
  g_ptr_array_add (self->values, g_bytes_new (data, size));
}

void
_exm_record_values_add_int (ExmRecordValues *self,
                            const char      *key,
                            gint64           value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  _exm_record_values_add (self, key, text, strlen (text));
}

void
_exm_record_values_add_text (ExmRecordValues *self,
                             const char      *key,
                             const char      *text)
{
  if (text != NULL)
    _exm_record_values_add (self, key, text, strlen (text));
}

gint64
_exm_record_values_put (ExmRecordValues *self,
                        ExmDataset      *dataset,
                        const char      *kind,
                        gint64           id,
                        GError         **error)
{
  id = exm_dataset_put_records_sync (dataset, kind, id, (const char *const *)self->keys->pdata,
                                     (GBytes *const *)self->values->pdata, self->keys->len, error);
  g_ptr_array_unref (self->keys);
  g_ptr_array_unref (self->values);
  return id;
}

char *
_exm_record_dup_text (GHashTable *record,
                      const char *key)
{
  GBytes *value = g_hash_table_lookup (record, key);

  return value != NULL ? g_utf8_make_valid (g_bytes_get_data (value, NULL), (gssize)g_bytes_get_size (value)) : NULL;
}

gint64
_exm_record_get_int (GHashTable *record,
                     const char *key)
{
  g_autofree char *text = _exm_record_dup_text (record, key);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

gpointer
_exm_record_dup (GHashTable *record,
                 const char *key,
                 gsize      *size)
{
  GBytes       *value = g_hash_table_lookup (record, key);
  gconstpointer data = value != NULL ? g_bytes_get_data (value, size) : NULL;

  if (data == NULL)
    *size = 0;
  return g_memdup2 (data, *size);
}

gpointer
_exm_record_dup_sized (GHashTable *record,
                       const char *key,
                       gsize       size)
{
  gsize               there = 0;
  g_autofree gpointer data = _exm_record_dup (record, key, &there);
  gpointer            sized = g_malloc0 (MAX (size, 1));

  if (data != NULL)
    memcpy (sized, data, MIN (size, there));
  return sized;
}
