/* kill-ops.c - a stream of edits that two processes can run alike
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-test"

#include "config.h"

#include "kill-ops.h"

#include "exm-import.h"

/* Every so many operations one imports this number of posts. */
#define IMPORT_EVERY 97
#define IMPORT_ROWS 120

/* Rows of the dataset in order; the caller frees the ids. */
static ExmRowIds *
all_rows (ExmDataset *dataset,
          GError    **error)
{
  g_autoptr (ExmQuery) query = exm_query_new ();

  return exm_dataset_query_sync (dataset, query, NULL, error);
}

static gboolean
import (ExmDataset *dataset,
        guint       index,
        GError    **error)
{
  g_autoptr (GString) text = g_string_new ("post,label\n");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (ExmSource) source = NULL;
  g_autoptr (ExmImport) importer = NULL;
  g_autoptr (ExmImportReport) report = NULL;

  for (guint i = 0; i < IMPORT_ROWS; i++)
    g_string_append_printf (text, "Post %u of import %u,Label %u\n", i, index, i % 7);
  bytes = g_bytes_new (text->str, text->len);
  source = exm_source_new_bytes (bytes, "kill");
  importer = exm_import_new (source, NULL);
  report = exm_import_into_sync (importer, dataset, NULL, error);
  return report != NULL;
}

static ExmCommand *
add_command (guint index)
{
  g_autoptr (GPtrArray) examples = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_example_free);
  ExmExample *example = exm_example_new ();

  g_free (example->input);
  example->input = g_strdup_printf ("Added by operation %u", index);
  g_ptr_array_add (examples, example);
  return exm_command_new_add (examples, 0);
}

/* @rows has one row at least. */
static ExmCommand *
row_command (GRand           *random,
             guint            index,
             const ExmRowIds *rows)
{
  ExmRowId id = rows->ids[g_rand_int_range (random, 0, (gint32)rows->n_ids)];
  g_autoptr (ExmTarget) target = exm_target_new_row (id);
  g_autofree char *text = g_strdup_printf ("Operation %u was here", index);
  g_autofree char *label = g_strdup_printf ("Label %u", index % 11);

  switch (g_rand_int_range (random, 0, 7))
    {
    case 0:
    case 1:
      return exm_command_new_set_input (id, text);
    case 2:
      return exm_command_new_set_label_named (target, label);
    case 3:
      return exm_command_new_set_note (target, text);
    case 4:
      return exm_command_new_set_mark (target, EXM_MARK_SKIPPED);
    case 5:
      return exm_command_new_move (&id, 1, rows->ids[0]);
    default:
      return exm_command_new_delete (target);
    }
}

static gboolean
run_command (ExmDataset *dataset,
             ExmCommand *command,
             GError    **error)
{
  g_autoptr (ExmCommand) owned = command;
  g_autoptr (ExmReceipt) receipt = exm_dataset_run_sync (dataset, owned, error);

  return receipt != NULL;
}

static gboolean
step_back (ExmDataset *dataset,
           gboolean    undo,
           GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (ExmReceipt) receipt = undo ? exm_dataset_undo_sync (dataset, &local_error)
                                        : exm_dataset_redo_sync (dataset, &local_error);

  /* Nothing to take back is no failure here. */
  if (receipt != NULL || local_error == NULL ||
      g_error_matches (local_error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID) ||
      g_error_matches (local_error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

gboolean
kill_ops_run (ExmDataset *dataset,
              guint       index,
              GError    **error)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (index * 2654435761u + 1);
  g_autoptr (ExmRowIds) rows = NULL;
  gint32 kind = g_rand_int_range (random, 0, 10);

  if (index % IMPORT_EVERY == IMPORT_EVERY - 1)
    return import (dataset, index, error);
  if (kind == 0)
    return step_back (dataset, TRUE, error);
  if (kind == 1)
    return step_back (dataset, FALSE, error);
  rows = all_rows (dataset, error);
  if (rows == NULL)
    return FALSE;
  if (kind == 2 || rows->n_ids == 0)
    return run_command (dataset, add_command (index), error);
  return run_command (dataset, row_command (random, index, rows), error);
}

static void
add_text (GChecksum  *checksum,
          const char *text)
{
  if (text != NULL)
    g_checksum_update (checksum, (const guchar *)text, -1);
  g_checksum_update (checksum, (const guchar *)"\x1f", 1);
}

static gboolean
digest_example (const ExmExample *example,
                const char       *label_name,
                gpointer          user_data,
                GError          **error)
{
  GChecksum       *checksum = user_data;
  g_autofree char *marks = g_strdup_printf ("%u %d %d", example->id, example->mark,
                                            example->has_system);

  add_text (checksum, example->input);
  add_text (checksum, example->output);
  add_text (checksum, label_name);
  add_text (checksum, example->note);
  add_text (checksum, marks);
  return TRUE;
}

char *
kill_ops_digest (ExmDataset *dataset)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const ExmStats *stats = exm_dataset_get_stats (dataset);
  g_autoptr (ExmTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) numbers = g_string_new (NULL);

  if (!exm_dataset_foreach_sync (dataset, NULL, &task, digest_example, checksum, NULL, &error))
    g_error ("digest: %s", error->message);
  add_text (checksum, task->input_template);
  add_text (checksum, task->output_template);
  add_text (checksum, task->system_instruction);
  g_string_printf (numbers, "%u %u %u", stats->n_examples, stats->n_labelled, stats->n_ready);
  for (guint i = 0; i < stats->n_labels; i++)
    g_string_append_printf (numbers, " %s=%u", stats->labels[i].name, stats->labels[i].count);
  for (guint i = 0; i < EXM_N_PROBLEMS; i++)
    g_string_append_printf (numbers, " %u", stats->n_problem[i]);
  add_text (checksum, numbers->str);
  return g_strdup (g_checksum_get_string (checksum));
}
