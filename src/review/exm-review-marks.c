/* exm-review-marks.c - what was decided about a dataset's problems, kept in its file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-review-marks.h"

#include <string.h>

#include "exm-personal.h"

/* Not "review": so the reviews of others are named. */
#define KIND "problems"
#define KEPT "kept"

/* The names of kinds in the file: never change one. */
static const char *const kind_names[EXM_N_PERSONAL] = { "email", "phone", "handle", "url", "card", "iban", "ip" };

/* One record holds all; 0 = there is none yet. */
static gint64
find_record (ExmDataset *dataset,
             GError    **error)
{
  g_autoptr(GArray) ids = exm_dataset_list_records_sync (dataset, KIND, error);

  return ids != NULL && ids->len > 0 ? g_array_index (ids, gint64, 0) : 0;
}

static GBytes *
read_value (ExmDataset *dataset,
            const char *key,
            GError    **error)
{
  g_autoptr(GHashTable) values = NULL;
  gint64  id = find_record (dataset, error);
  GBytes *value;

  if (id == 0)
    return NULL;
  values = exm_dataset_get_record_sync (dataset, KIND, id, error);
  value = values != NULL ? g_hash_table_lookup (values, key) : NULL;
  return value != NULL ? g_bytes_ref (value) : NULL;
}

static gboolean
write_value (ExmDataset *dataset,
             const char *key,
             GBytes     *value,
             GError    **error)
{
  g_autoptr(GError) local = NULL;
  gint64 id = find_record (dataset, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return exm_dataset_put_records_sync (dataset, KIND, id, &key, &value, 1, error) != 0;
}

/* --- groups that stay ------------------------------------------------------------ */

guint64
exm_kept_key (const ExmRowId *ids,
              gsize           n_ids)
{
  guint64 key = n_ids;

  /* A sum does not ask for the order; mixing keeps 1 + 4 apart from 2 + 3. */
  for (gsize i = 0; i < n_ids; i++)
    {
      guint64 x = ids[i] * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

      x = (x ^ (x >> 29)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
      key += x ^ (x >> 32);
    }
  return key;
}

GHashTable *
exm_kept_read_sync (ExmDataset *dataset,
                    GError    **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(GBytes) value = NULL;
  GHashTable   *keys;
  const guint8 *data;
  gsize         size = 0;

  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  value = read_value (dataset, KEPT, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  keys = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  data = value != NULL ? g_bytes_get_data (value, &size) : NULL;
  for (gsize i = 0; i + sizeof (guint64) <= size; i += sizeof (guint64))
    {
      guint64 key;

      memcpy (&key, data + i, sizeof key);
      key = GUINT64_FROM_LE (key);
      g_hash_table_add (keys, g_memdup2 (&key, sizeof key));
    }
  return keys;
}

static gboolean
write_kept (ExmDataset *dataset,
            GHashTable *keys,
            GError    **error)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_autoptr(GBytes) value = NULL;
  GHashTableIter iter;
  gpointer       at;

  g_hash_table_iter_init (&iter, keys);
  while (g_hash_table_iter_next (&iter, &at, NULL))
    {
      guint64 number = GUINT64_TO_LE (*(guint64 *)at);

      g_byte_array_append (bytes, (guint8 *)&number, sizeof number);
    }
  value = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  return write_value (dataset, KEPT, value, error);
}

gboolean
exm_kept_add_sync (ExmDataset *dataset,
                   guint64     key,
                   GError    **error)
{
  g_autoptr(GHashTable) keys = exm_kept_read_sync (dataset, error);

  if (keys == NULL)
    return FALSE;
  g_hash_table_add (keys, g_memdup2 (&key, sizeof key));
  return write_kept (dataset, keys, error);
}

gboolean
exm_kept_remove_sync (ExmDataset    *dataset,
                      const guint64 *keys,
                      gsize          n_keys,
                      GError       **error)
{
  g_autoptr(GHashTable) kept = exm_kept_read_sync (dataset, error);

  if (kept == NULL)
    return FALSE;
  for (gsize i = 0; i < n_keys; i++)
    g_hash_table_remove (kept, &keys[i]);
  return write_kept (dataset, kept, error);
}

/* --- masks in what is uploaded ------------------------------------------------------ */

guint
exm_upload_mask_get (const ExmTask *task)
{
  g_auto(GStrv) names = NULL;
  guint kinds = 0;

  g_return_val_if_fail (task != NULL, 0);

  names = g_strsplit (task->upload_mask, " ", -1);
  for (guint kind = 0; kind < EXM_N_PERSONAL; kind++)
    if (g_strv_contains ((const char *const *)names, kind_names[kind]))
      kinds |= 1u << kind;
  return kinds;
}

ExmCommand *
exm_upload_mask_command (guint kinds)
{
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint kind = 0; kind < EXM_N_PERSONAL; kind++)
    if ((kinds & 1u << kind) != 0)
      g_string_append_printf (names, names->len > 0 ? " %s" : "%s", kind_names[kind]);
  return exm_command_new_set_task (EXM_TASK_UPLOAD_MASK, names->str);
}
