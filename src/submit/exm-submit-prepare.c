/* exm-submit-prepare.c - freeze, split and write: from the dataset to two files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-submit-work-private.h"

#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-render.h"
#include "exm-review-marks.h"
#include "exm-split-make.h"
#include "exm-submit-files-private.h"
#include "exm-submit-mask.h"
#include "exm-submit-values-private.h"

/* Freezing writes the lines of all ready examples, of one snapshot of the dataset,
 * into one file, and beside it an index of fixed-size rows. From then on the
 * dataset may be edited: splitting and writing read those two files only, so
 * that they give the same result however often a crash makes them run.
 *
 *   dataset ─ one snapshot ─► snapshot.jsonl + snapshot.index
 *                                   │ split (seeded)
 *                                   ▼
 *                       training.jsonl, validation.jsonl
 */

#define TELL_EVERY 2000

/* --- freeze ----------------------------------------------------------------------- */

typedef struct
{
  ExmSubmitWork  *work;
  ExmTask        *task;     /* of the snapshot, set before the first row */
  ExmRenderer    *renderer; /* made at the first row */
  ExmSubmitFile  *lines;
  ExmSubmitFile  *index;
  GString        *line;
  guint           mask; /* bits of ExmPersonal */
  ExmSplitGroups *groups;
  gint64          n_lines;
  gint64          n_bytes;
  gint64          n_seen;
  gint64          n_expected;
} Freeze;

/* Appends the line of @example, masked as the dataset asks; one that cannot be masked
 * is not sent. */
static gboolean
render_row (Freeze           *freeze,
            const ExmExample *example,
            const char       *label_name)
{
  return exm_renderer_append (freeze->renderer, example, label_name, freeze->line) == EXM_RENDER_DONE &&
         exm_submit_mask_line (freeze->line, freeze->mask);
}

static gboolean
freeze_row (const ExmExample *example,
            const char       *label_name,
            gpointer          user_data,
            GError          **error)
{
  Freeze   *freeze = user_data;
  ExmFrozen frozen = { .row = example->id, .stratum = example->label, .split = example->split };

  if (example->split_held)
    frozen.split |= EXM_FROZEN_HELD;
  if (++freeze->n_seen % TELL_EVERY == 0 && freeze->n_expected > 0)
    _exm_submit_work_tell (freeze->work, MIN (1.0, (double)freeze->n_seen / (double)freeze->n_expected), NULL);
  if (freeze->renderer == NULL)
    {
      freeze->renderer = exm_renderer_new (EXM_DIALECT_CONTENTS, freeze->task, FALSE);
      freeze->mask = exm_upload_mask_get (freeze->task);
    }

  g_string_truncate (freeze->line, 0);
  if (exm_split_is_ready (example) && render_row (freeze, example, label_name))
    {
      g_string_append_c (freeze->line, '\n');
      frozen.hash = exm_split_group (freeze->groups, example);
      frozen.length = (guint32)freeze->line->len;
      freeze->n_lines++;
      freeze->n_bytes += (gint64)freeze->line->len;
      if (!_exm_submit_file_write (freeze->lines, freeze->line->str, freeze->line->len, error))
        return FALSE;
    }
  else if (example->split == EXM_SPLIT_NONE || example->split_held)
    return TRUE;
  return _exm_submit_file_write (freeze->index, &frozen, sizeof frozen, error);
}

static gboolean
check_size (ExmSubmitWork *self,
            const Freeze  *freeze,
            GError       **error)
{
  const ExmBaseModel *model = self->catalogue != NULL ? exm_catalogue_find (self->catalogue, self->now->base_model) : NULL;
  int                 minimum = self->catalogue != NULL ? exm_catalogue_get_minimum (self->catalogue) : EXM_SPLIT_MIN_TRAINING;

  if (freeze->n_lines < minimum)
    {
      int missing = minimum - (int)freeze->n_lines;

      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_READY,
                   g_dngettext (GETTEXT_PACKAGE, "%d more ready example is needed", "%d more ready examples are needed", (gulong)missing), missing);
      return FALSE;
    }
  if (model == NULL)
    return TRUE;
  if (model->max_examples > 0 && freeze->n_lines > model->max_examples)
    {
      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_READY,
                   _("%s takes at most %d examples"), model->name, (int)MIN (model->max_examples, G_MAXINT));
      return FALSE;
    }
  if (model->max_file_bytes > 0 && freeze->n_bytes > model->max_file_bytes)
    {
      g_autofree char *limit = g_format_size ((guint64)model->max_file_bytes);

      g_set_error (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_READY,
                   /* Translators: a model's name and a size such as "1 GB" */
                   _("The training file is too large: %s takes at most %s"), model->name, limit);
      return FALSE;
    }
  return TRUE;
}

static gboolean
freeze_commit (ExmSubmitWork *self,
               Freeze        *freeze,
               GError       **error)
{
  GHashTable *values;

  if (!check_size (self, freeze, error) ||
      !_exm_submit_file_commit (freeze->lines, error) ||
      !_exm_submit_file_commit (freeze->index, error))
    return FALSE;
  values = _exm_submit_work_begin (self);
  _exm_values_put_int (values, KEY_SNAPSHOT_LINES, freeze->n_lines);
  _exm_values_put_int (values, KEY_SNAPSHOT_BYTES, freeze->n_bytes);
  _exm_values_put (values, KEY_SYSTEM, freeze->task->system_instruction);
  _exm_values_put (values, KEY_INPUT_TEMPLATE, freeze->task->input_template);
  _exm_values_put (values, KEY_OUTPUT_TEMPLATE, freeze->task->output_template);
  return _exm_submit_work_next (self, values, EXM_SUBMIT_SPLIT, "PREPARING", error);
}

gboolean
_exm_submit_freeze (ExmSubmitWork *self,
                    GError       **error)
{
  const char *request_id = self->now->request_id;
  Freeze      freeze = { .work = self };
  gboolean    done;

  if (!_exm_submit_files_make_folder (request_id, error))
    return FALSE;
  freeze.lines = _exm_submit_file_new (request_id, FILE_SNAPSHOT, error);
  if (freeze.lines == NULL)
    return FALSE;
  freeze.index = _exm_submit_file_new (request_id, FILE_INDEX, error);
  freeze.line = g_string_new (NULL);
  freeze.n_expected = self->n_expected;
  if (freeze.index != NULL)
    freeze.groups = exm_split_groups_sync (self->dataset, self->interrupt, error);
  done = freeze.groups != NULL &&
         exm_dataset_foreach_sync (self->dataset, NULL, &freeze.task, freeze_row, &freeze, self->interrupt, error) &&
         freeze_commit (self, &freeze, error);
  _exm_submit_file_free (freeze.lines);
  _exm_submit_file_free (freeze.index);
  g_string_free (freeze.line, TRUE);
  exm_split_groups_free (freeze.groups);
  g_clear_pointer (&freeze.renderer, exm_renderer_free);
  g_clear_pointer (&freeze.task, exm_task_free);
  return done;
}

/* --- split ------------------------------------------------------------------------- */

static gboolean
read_index (ExmSubmitWork *self,
            ExmFrozen    **rows,
            gsize         *n_rows)
{
  g_autofree char *path = _exm_submit_files_path (self->now->request_id, FILE_INDEX);
  char            *data = NULL;
  gsize            size;
  gint64           lines = 0;
  gint64           bytes = 0;

  if (!g_file_get_contents (path, &data, &size, NULL))
    return FALSE;
  *rows = (ExmFrozen *)(gpointer)data;
  *n_rows = size / sizeof (ExmFrozen);
  for (gsize i = 0; i < *n_rows; i++)
    {
      lines += (*rows)[i].length > 0;
      bytes += (*rows)[i].length;
    }
  if (size % sizeof (ExmFrozen) == 0 && lines == _exm_values_int (self->values, KEY_SNAPSHOT_LINES, -1) &&
      bytes == _exm_values_int (self->values, KEY_SNAPSHOT_BYTES, -1))
    return TRUE;
  g_clear_pointer (rows, g_free);
  return FALSE;
}

static ExmSplitResult *
draw_split (ExmSubmitWork   *self,
            const ExmFrozen *rows,
            gsize            n_rows)
{
  g_autofree ExmSplitItem *items = g_new (ExmSplitItem, MAX (n_rows, 1));
  gsize                    n = 0;

  for (gsize i = 0; i < n_rows; i++)
    if (rows[i].length > 0)
      items[n++] = (ExmSplitItem){ rows[i].hash, rows[i].stratum, rows[i].length,
                                   (rows[i].split & EXM_FROZEN_HELD) != 0 ? (guint8)(rows[i].split & ~EXM_FROZEN_HELD) : 0 };
  return exm_split_run (items, n, self->now->validation_percent, self->now->seed);
}

static void
add_split_command (GPtrArray *commands,
                   GArray    *rows,
                   ExmSplit   split)
{
  g_autoptr(ExmTarget) target = NULL;

  if (rows->len == 0)
    return;
  target = exm_target_new_rows ((const ExmRowId *)(gpointer)rows->data, rows->len);
  g_ptr_array_add (commands, exm_command_new_set_split (target, split));
}

/* Rows that have gone since, or that are there no more, are no error. */
static gboolean
mark_rows (ExmSubmitWork        *self,
           const ExmFrozen      *rows,
           gsize                 n_rows,
           const ExmSplitResult *result,
           GError              **error)
{
  GArray    *sides[3];
  GPtrArray *commands = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_command_unref);
  gboolean   done = TRUE;
  gsize      n = 0;

  for (guint i = 0; i < 3; i++)
    sides[i] = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  for (gsize i = 0; i < n_rows; i++)
    {
      ExmSplit split = EXM_SPLIT_NONE;

      if (rows[i].length > 0)
        split = result->validation[n++] ? EXM_SPLIT_VALIDATION : EXM_SPLIT_TRAINING;
      /* What was chosen by hand stays as it was written. */
      if ((rows[i].split & EXM_FROZEN_HELD) == 0 && split != (ExmSplit)rows[i].split)
        g_array_append_val (sides[split], rows[i].row);
    }
  for (guint i = 0; i < 3; i++)
    {
      add_split_command (commands, sides[i], i);
      g_array_unref (sides[i]);
    }
  if (commands->len == 0)
    g_ptr_array_unref (commands);
  else
    {
      g_autoptr(ExmCommand) command = exm_command_new_group (_("Choose validation examples"), commands);
      g_autoptr(ExmReceipt) receipt = exm_dataset_run_sync (self->dataset, command, error);

      done = receipt != NULL;
    }
  return done;
}

/* The dataset's own estimate is for all that is ready; only the training part of it
 * is billed. */
static void
put_estimate (ExmSubmitWork *self,
              GHashTable    *values,
              gint64         n_training,
              gint64         n_validation)
{
  const double share = (double)n_training / (double)MAX (n_training + n_validation, 1);

  if (self->n_tokens > 0)
    _exm_values_put_int (values, KEY_ESTIMATED_TOKENS, (gint64)((double)self->n_tokens * share + 0.5));
}

gboolean
_exm_submit_split (ExmSubmitWork *self,
                   GError       **error)
{
  g_autofree ExmFrozen *rows = NULL;
  g_autoptr(ExmSplitResult) result = NULL;
  g_autoptr(GError) local = NULL;
  GHashTable *values;
  gsize       n_rows;

  if (!read_index (self, &rows, &n_rows))
    return _exm_submit_work_again (self, error);
  result = draw_split (self, rows, n_rows);
  if (result->n_refused > 0)
    {
      g_autofree char *words = exm_split_refused_words ((guint)result->n_refused);

      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_NOT_READY, words);
      return FALSE;
    }
  /* A row deleted meanwhile cannot be marked; the submission does not need it. */
  if (!mark_rows (self, rows, n_rows, result, &local))
    {
      if (!g_error_matches (local, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_debug ("The split column was not set: %s", local->message);
    }
  values = _exm_submit_work_begin (self);
  _exm_values_put_int (values, KEY_TRAIN_COUNT, (gint64)result->n_training);
  _exm_values_put_int (values, KEY_TRAIN_BYTES, result->bytes_training);
  _exm_values_put_int (values, KEY_VALID_COUNT, (gint64)result->n_validation);
  _exm_values_put_int (values, KEY_VALID_BYTES, result->bytes_validation);
  put_estimate (self, values, (gint64)result->n_training, (gint64)result->n_validation);
  return _exm_submit_work_next (self, values, EXM_SUBMIT_WRITE, "PREPARING", error);
}

/* --- write ------------------------------------------------------------------------- */

typedef struct
{
  ExmSubmitFile *files[2];
  GByteArray    *lines[2]; /* row ids, 32 bits little endian */
} Write;

static gboolean
copy_lines (ExmSubmitWork        *self,
            const ExmFrozen      *rows,
            gsize                 n_rows,
            const ExmSplitResult *result,
            FILE                 *snapshot,
            Write                *to,
            GError              **error)
{
  g_autoptr(GByteArray) line = g_byte_array_new ();
  gsize n = 0;

  for (gsize i = 0; i < n_rows; i++)
    {
      guint   side;
      guint32 id = GUINT32_TO_LE (rows[i].row);

      if (rows[i].length == 0)
        continue;
      if (n % TELL_EVERY == 0)
        {
          if (g_cancellable_set_error_if_cancelled (self->interrupt, error))
            return FALSE;
          _exm_submit_work_tell (self, (double)i / (double)n_rows, NULL);
        }
      side = result->validation[n++];
      g_byte_array_append (to->lines[side], (const guint8 *)&id, sizeof id);
      if (to->files[0] == NULL)
        continue;
      g_byte_array_set_size (line, rows[i].length);
      if (fread (line->data, 1, rows[i].length, snapshot) != rows[i].length)
        {
          g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_FILE,
                               _("A file of the submission cannot be read"));
          return FALSE;
        }
      if (!_exm_submit_file_write (to->files[side], line->data, rows[i].length, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_files (ExmSubmitWork        *self,
             const ExmFrozen      *rows,
             gsize                 n_rows,
             const ExmSplitResult *result,
             Write                *to,
             GError              **error)
{
  const char      *request_id = self->now->request_id;
  g_autofree char *path = _exm_submit_files_path (request_id, FILE_SNAPSHOT);
  FILE            *snapshot;
  gboolean         done;

  if (result->n_validation == 0)
    return copy_lines (self, rows, n_rows, result, NULL, to, error) &&
           _exm_submit_files_link (request_id, FILE_SNAPSHOT, FILE_TRAINING, error);

  to->files[0] = _exm_submit_file_new (request_id, FILE_TRAINING, error);
  to->files[1] = to->files[0] != NULL ? _exm_submit_file_new (request_id, FILE_VALIDATION, error) : NULL;
  if (to->files[1] == NULL)
    return FALSE;
  snapshot = fopen (path, "rbe");
  if (snapshot == NULL)
    {
      g_set_error_literal (error, EXM_SUBMIT_ERROR, EXM_SUBMIT_ERROR_FILE, _("A file of the submission cannot be read"));
      return FALSE;
    }
  done = copy_lines (self, rows, n_rows, result, snapshot, to, error) &&
         _exm_submit_file_commit (to->files[0], error) &&
         _exm_submit_file_commit (to->files[1], error);
  fclose (snapshot);
  return done;
}

static gboolean
write_commit (ExmSubmitWork *self,
              Write         *to,
              GError       **error)
{
  GHashTable *values = _exm_submit_work_begin (self);

  g_hash_table_insert (values, g_strdup (KEY_TRAIN_LINES), g_byte_array_free_to_bytes (g_steal_pointer (&to->lines[0])));
  if (to->lines[1]->len > 0)
    g_hash_table_insert (values, g_strdup (KEY_VALID_LINES), g_byte_array_free_to_bytes (g_steal_pointer (&to->lines[1])));
  return _exm_submit_work_next (self, values, EXM_SUBMIT_BUCKET, "UPLOADING", error);
}

gboolean
_exm_submit_write (ExmSubmitWork *self,
                   GError       **error)
{
  g_autofree ExmFrozen *rows = NULL;
  g_autoptr(ExmSplitResult) result = NULL;
  Write    to = { 0 };
  gsize    n_rows;
  gboolean done;

  if (!read_index (self, &rows, &n_rows) ||
      _exm_submit_files_size (self->now->request_id, FILE_SNAPSHOT) != _exm_values_int (self->values, KEY_SNAPSHOT_BYTES, -1))
    return _exm_submit_work_again (self, error);
  result = draw_split (self, rows, n_rows);
  to.lines[0] = g_byte_array_new ();
  to.lines[1] = g_byte_array_new ();
  done = write_files (self, rows, n_rows, result, &to, error) && write_commit (self, &to, error);
  for (guint i = 0; i < 2; i++)
    {
      _exm_submit_file_free (to.files[i]);
      g_clear_pointer (&to.lines[i], g_byte_array_unref);
    }
  return done;
}
