/* exm-saved-search.c - searches that are kept in the dataset under a name
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-saved-search.h"

#include <string.h>

#define KIND "saved-search"

enum
{
  KEY_NAME,
  KEY_TEXT,
  KEY_LABELS, /* ids with commas between */
  KEY_STATES,
  KEY_PROBLEM,
  N_KEYS
};

static const char *const keys[N_KEYS] = { "name", "text", "labels", "states", "problem" };

ExmSavedSearch *
exm_saved_search_new (gint64          id,
                      const char     *name,
                      const ExmQuery *query)
{
  ExmSavedSearch *self = g_new0 (ExmSavedSearch, 1);

  g_assert (name != NULL && query != NULL);
  self->id = id;
  self->name = g_strdup (name);
  self->query = exm_query_copy (query);
  g_clear_pointer (&self->query->only, exm_row_ids_unref);
  self->query->source = 0;
  return self;
}

ExmSavedSearch *
exm_saved_search_copy (const ExmSavedSearch *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return exm_saved_search_new (self->id, self->name, self->query);
}

void
exm_saved_search_free (ExmSavedSearch *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  exm_query_free (self->query);
  g_free (self);
}

/* --- as a record ------------------------------------------------------------------------ */

static GBytes *
pack_text (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static GBytes *
pack_number (guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);

  return pack_text (text);
}

static GBytes *
pack_labels (const GArray *labels)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; labels != NULL && i < labels->len; i++)
    g_string_append_printf (text, "%s%u", i > 0 ? "," : "", g_array_index (labels, ExmLabelId, i));
  return pack_text (text->str);
}

static char *
unpack_text (GHashTable *record,
             guint       key)
{
  GBytes     *bytes = g_hash_table_lookup (record, keys[key]);
  gsize       length = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return text != NULL ? g_utf8_make_valid (text, (gssize)length) : g_strdup ("");
}

static guint
unpack_number (GHashTable *record,
               guint       key)
{
  g_autofree char *text = unpack_text (record, key);

  return (guint)g_ascii_strtoull (text, NULL, 10);
}

static GArray *
unpack_labels (GHashTable *record)
{
  g_autofree char *text = unpack_text (record, KEY_LABELS);
  g_auto(GStrv) parts = g_strsplit (text, ",", -1);
  GArray *labels;

  if (*text == '\0')
    return NULL;
  labels = g_array_new (FALSE, FALSE, sizeof (ExmLabelId));
  for (guint i = 0; parts[i] != NULL; i++)
    {
      ExmLabelId id = (ExmLabelId)g_ascii_strtoull (parts[i], NULL, 10);

      g_array_append_val (labels, id);
    }
  return labels;
}

static ExmSavedSearch *
unpack (gint64      id,
        GHashTable *record)
{
  g_autoptr(ExmQuery) query = exm_query_new ();
  g_autofree char *name = unpack_text (record, KEY_NAME);
  g_autofree char *text = unpack_text (record, KEY_TEXT);
  guint            problem = unpack_number (record, KEY_PROBLEM);

  if (*text != '\0')
    query->text = g_steal_pointer (&text);
  query->labels = unpack_labels (record);
  query->states = unpack_number (record, KEY_STATES);
  query->problem = problem < EXM_N_PROBLEMS ? (ExmProblem)problem : EXM_PROBLEM_NONE;
  return exm_saved_search_new (id, name, query);
}

/* --- on a thread of GLib's pool: it waits for the dataset's own ------------------------------ */

static void
list_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  ExmDataset *dataset = source_object;
  g_autoptr(GPtrArray) searches = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_saved_search_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(GArray) ids = exm_dataset_list_records_sync (dataset, KIND, &error);

  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);
      g_autoptr(GHashTable) record = exm_dataset_get_record_sync (dataset, KIND, id, &error);

      if (record == NULL)
        break;
      g_ptr_array_add (searches, unpack (id, record));
    }
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, g_steal_pointer (&searches), (GDestroyNotify)g_ptr_array_unref);
}

static void
put_thread (GTask        *task,
            gpointer      source_object,
            gpointer      task_data,
            GCancellable *cancellable)
{
  const ExmSavedSearch *search = task_data;
  const ExmQuery       *query = search->query;
  GError               *error = NULL;
  GBytes               *values[N_KEYS] = {
                  [KEY_NAME] = pack_text (search->name),
                  [KEY_TEXT] = pack_text (query->text != NULL ? query->text : ""),
                  [KEY_LABELS] = pack_labels (query->labels),
                  [KEY_STATES] = pack_number (query->states),
                  [KEY_PROBLEM] = pack_number (query->problem),
  };
  gint64 id = exm_dataset_put_records_sync (source_object, KIND, search->id, keys, values, N_KEYS, &error);

  for (guint i = 0; i < N_KEYS; i++)
    g_bytes_unref (values[i]);
  if (id != 0)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
drop_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const gint64 *id = task_data;
  GError       *error = NULL;

  if (exm_dataset_drop_record_sync (source_object, KIND, *id, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
exm_saved_search_list_async (ExmDataset         *dataset,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (EXM_IS_DATASET (dataset));

  task = g_task_new (dataset, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_saved_search_list_async);
  g_task_run_in_thread (task, list_thread);
}

GPtrArray *
exm_saved_search_list_finish (GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
exm_saved_search_put_async (ExmDataset           *dataset,
                            const ExmSavedSearch *search,
                            GAsyncReadyCallback   callback,
                            gpointer              user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (EXM_IS_DATASET (dataset) && search != NULL);

  task = g_task_new (dataset, NULL, callback, user_data);
  g_task_set_source_tag (task, exm_saved_search_put_async);
  g_task_set_task_data (task, exm_saved_search_copy (search), (GDestroyNotify)exm_saved_search_free);
  g_task_run_in_thread (task, put_thread);
}

void
exm_saved_search_drop_async (ExmDataset         *dataset,
                             gint64              id,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (EXM_IS_DATASET (dataset));

  task = g_task_new (dataset, NULL, callback, user_data);
  g_task_set_source_tag (task, exm_saved_search_drop_async);
  g_task_set_task_data (task, g_memdup2 (&id, sizeof id), g_free);
  g_task_run_in_thread (task, drop_thread);
}

gboolean
exm_saved_search_change_finish (GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
