/* exm-peek.c - the first few posts of a query, to show what it means
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-peek.h"

typedef struct
{
  ExmQuery  *query; /* NULL = the caller's */
  guint      limit;
  GPtrArray *rows;
} Peek;

static void
peek_free (gpointer data)
{
  Peek *self = data;

  exm_query_free (self->query);
  g_free (self);
}

static void
row_free (gpointer data)
{
  ExmPeekRow *row = data;

  g_free (row->text);
  g_free (row->answer);
  g_free (row);
}

/* More than any card shows. */
#define TEXT_MAX 1500

static char *
dup_beginning (const char *text)
{
  const char *end = text;

  for (guint i = 0; i < TEXT_MAX && *end != '\0'; i++)
    end = g_utf8_next_char (end);
  return *end == '\0' ? g_strdup (text) : g_strdup_printf ("%.*s…", (int)(end - text), text);
}

static gboolean
take_example (const ExmExample *example,
              const char       *label_name,
              gpointer          user_data,
              GError          **error)
{
  Peek       *self = user_data;
  ExmPeekRow *row = g_new0 (ExmPeekRow, 1);

  row->id = example->id;
  row->label = example->label;
  row->text = dup_beginning (example->input);
  row->answer = g_strdup (label_name != NULL ? label_name : example->output != NULL ? example->output
                                                                                    : "");
  g_ptr_array_add (self->rows, row);
  if (self->rows->len < self->limit)
    return TRUE;
  /* Enough; not seen outside. */
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "enough");
  return FALSE;
}

GPtrArray *
exm_peek_sync (ExmDataset     *dataset,
               const ExmQuery *query,
               guint           limit,
               GCancellable   *cancellable,
               GError        **error)
{
  Peek peek = { .limit = limit, .rows = g_ptr_array_new_with_free_func (row_free) };
  g_autoptr (GError) local_error = NULL;

  if (exm_dataset_foreach_sync (dataset, query, NULL, take_example, &peek, cancellable, &local_error) ||
      g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CLOSED))
    return peek.rows;
  g_ptr_array_unref (peek.rows);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

static void
peek_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Peek *self = task_data;
  GError     *error = NULL;
  GPtrArray  *rows = exm_peek_sync (source, self->query, self->limit, cancellable, &error);

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
exm_peek_async (ExmDataset         *dataset,
                const ExmQuery     *query,
                guint               limit,
                GCancellable       *cancellable,
                GAsyncReadyCallback callback,
                gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  Peek *self;

  g_return_if_fail (EXM_IS_DATASET (dataset) && query != NULL && limit > 0);

  task = g_task_new (dataset, cancellable, callback, user_data);
  g_task_set_source_tag (task, exm_peek_async);
  self = g_new0 (Peek, 1);
  self->query = exm_query_copy (query);
  self->limit = limit;
  g_task_set_task_data (task, self, peek_free);
  g_task_run_in_thread (task, peek_thread);
}

GPtrArray *
exm_peek_finish (ExmDataset   *dataset,
                 GAsyncResult *result,
                 GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dataset), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
