/* exm-recheck.c - one's own decisions, decided again without seeing them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-review"

#include "config.h"

#include "exm-recheck.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-post-history.h"
#include "exm-record-values-private.h"
#include "exm-sample.h"

void
exm_recheck_free (ExmRecheck *self)
{
  if (self == NULL)
    return;
  g_free (self->rows);
  g_free (self->labels);
  g_free (self->answers);
  g_free (self->settled);
  g_free (self);
}

ExmRecheck *
exm_recheck_copy (const ExmRecheck *self)
{
  ExmRecheck *copy = g_memdup2 (self, sizeof *self);

  copy->rows = g_memdup2 (self->rows, self->n * sizeof *self->rows);
  copy->labels = g_memdup2 (self->labels, self->n * sizeof *self->labels);
  copy->answers = g_memdup2 (self->answers, self->n * sizeof *self->answers);
  copy->settled = g_memdup2 (self->settled, self->n);
  return copy;
}

/* --- drawing -------------------------------------------------------------------------- */

typedef struct
{
  const guint32 *times;
  gsize          n_times;
  gint64         latest;
  gboolean       imported;
  gsize          n_labelled;
  gsize          n_imported; /* of them */
  GArray        *rows;       /* of ExmRowId */
  GArray        *labels;     /* of guint32 */
} Candidates;

static gboolean
add_candidate (const ExmExample *example,
               const char       *label_name,
               gpointer          user_data,
               GError          **error)
{
  Candidates *self = user_data;
  guint32     time = example->id < self->n_times ? self->times[example->id] : 0;
  guint32     label = example->label;

  if (label == 0 || example->mark == EXM_MARK_SKIPPED)
    return TRUE;
  self->n_labelled++;
  self->n_imported += time == 0;
  if (time == 0 ? !self->imported : time > self->latest)
    return TRUE;
  g_array_append_val (self->rows, example->id);
  g_array_append_val (self->labels, label);
  return TRUE;
}

static const char *
get_reason (const Candidates *self)
{
  if (self->n_labelled == 0)
    return _ ("No post has a label yet that could be checked again");
  if (self->n_imported == self->n_labelled)
    return _ ("All labels were imported, nothing has been decided here yet");
  return _ ("No label is old enough to be checked again");
}

static ExmRecheck *
take_sample (const Candidates *candidates,
             guint             size,
             guint64           seed)
{
  g_autoptr(GArray) sample = exm_sample_stratified ((const guint32 *)(gpointer)candidates->labels->data,
                                                     candidates->labels->len, size, seed);
  ExmRecheck *self = g_new0 (ExmRecheck, 1);

  self->began = g_get_real_time () / G_USEC_PER_SEC;
  self->seed = seed;
  self->n = sample->len;
  self->rows = g_new (ExmRowId, self->n);
  self->labels = g_new (ExmLabelId, self->n);
  self->answers = g_new0 (ExmLabelId, self->n);
  self->settled = g_new0 (guint8, self->n);
  for (guint i = 0; i < self->n; i++)
    {
      guint32 at = g_array_index (sample, guint32, i);

      self->rows[i] = g_array_index (candidates->rows, ExmRowId, at);
      self->labels[i] = (ExmLabelId)g_array_index (candidates->labels, guint32, at);
    }
  return self;
}

ExmRecheck *
exm_recheck_draw_sync (ExmDataset   *dataset,
                       guint         size,
                       gint64        min_age,
                       gboolean      imported,
                       guint64       seed,
                       GCancellable *cancellable,
                       GError      **error)
{
  Candidates          candidates = { .latest = g_get_real_time () / G_USEC_PER_SEC - min_age, .imported = imported };
  g_autofree guint32 *times = exm_dataset_get_label_times_sync (dataset, &candidates.n_times, cancellable, error);
  g_autoptr(ExmRecheck) self = NULL;

  if (times == NULL)
    return NULL;
  candidates.times = times;
  candidates.rows = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  candidates.labels = g_array_new (FALSE, FALSE, sizeof (guint32));
  if (exm_dataset_foreach_sync (dataset, NULL, NULL, add_candidate, &candidates, cancellable, error))
    {
      if (candidates.rows->len > 0 && size > 0)
        self = take_sample (&candidates, size, seed);
      else
        g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND, get_reason (&candidates));
    }
  g_array_unref (candidates.rows);
  g_array_unref (candidates.labels);
  return self != NULL && exm_recheck_save_sync (dataset, self, error) ? g_steal_pointer (&self) : NULL;
}

/* --- the record --------------------------------------------------------------------------- */

gboolean
exm_recheck_save_sync (ExmDataset *dataset,
                       ExmRecheck *self,
                       GError    **error)
{
  ExmRecordValues values;

  _exm_record_values_init (&values);
  _exm_record_values_add_int (&values, "began", self->began);
  _exm_record_values_add_int (&values, "ended", self->ended);
  _exm_record_values_add_int (&values, "seed", (gint64)self->seed);
  _exm_record_values_add (&values, "rows", self->rows, self->n * sizeof *self->rows);
  _exm_record_values_add (&values, "labels", self->labels, self->n * sizeof *self->labels);
  _exm_record_values_add (&values, "answers", self->answers, self->n * sizeof *self->answers);
  _exm_record_values_add (&values, "settled", self->settled, self->n);
  self->id = _exm_record_values_put (&values, dataset, EXM_RECHECK_KIND, self->id, error);
  return self->id != 0;
}

static ExmRecheck *
parse (GHashTable *record,
       gint64      id)
{
  ExmRecheck *self = g_new0 (ExmRecheck, 1);
  gsize       size = 0;

  self->id = id;
  self->began = _exm_record_get_int (record, "began");
  self->ended = _exm_record_get_int (record, "ended");
  self->seed = (guint64)_exm_record_get_int (record, "seed");
  self->rows = _exm_record_dup (record, "rows", &size);
  self->n = (guint)(size / sizeof *self->rows);
  self->labels = _exm_record_dup_sized (record, "labels", self->n * sizeof *self->labels);
  self->answers = _exm_record_dup_sized (record, "answers", self->n * sizeof *self->answers);
  self->settled = _exm_record_dup_sized (record, "settled", self->n);
  return self;
}

GPtrArray *
exm_recheck_list_sync (ExmDataset *dataset,
                       GError    **error)
{
  g_autoptr(GArray) ids = exm_dataset_list_records_sync (dataset, EXM_RECHECK_KIND, error);
  g_autoptr(GPtrArray) list = NULL;

  if (ids == NULL)
    return NULL;
  list = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_recheck_free);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr(GHashTable) record = exm_dataset_get_record_sync (dataset, EXM_RECHECK_KIND, g_array_index (ids, gint64, i), error);

      if (record == NULL)
        return NULL;
      g_ptr_array_add (list, parse (record, g_array_index (ids, gint64, i)));
    }
  return g_steal_pointer (&list);
}

/* --- what it says ----------------------------------------------------------------------------- */

guint
exm_recheck_next (const ExmRecheck *self)
{
  for (guint i = 0; i < self->n; i++)
    if (self->answers[i] == 0)
      return i;
  return self->n;
}

guint
exm_recheck_count_answers (const ExmRecheck *self)
{
  guint n = 0;

  for (guint i = 0; i < self->n; i++)
    n += self->answers[i] != 0 && self->answers[i] != EXM_RECHECK_PASSED;
  return n;
}

void
exm_recheck_values (const ExmRecheck *self,
                    guint32          *before,
                    guint32          *now)
{
  for (guint i = 0; i < self->n; i++)
    {
      before[i] = self->labels[i];
      now[i] = self->answers[i] == EXM_RECHECK_PASSED ? 0 : self->answers[i];
    }
}
