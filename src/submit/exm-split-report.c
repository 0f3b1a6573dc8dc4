/* exm-split-report.c - the split of a dataset as it is
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-render.h"
#include "exm-split-make.h"

typedef struct
{
  ExmSplitReport *report;
  ExmTask        *task;
  ExmRenderer    *renderer;
  GString        *line;
  GHashTable     *lines; /* label → ExmSplitLine */
  guint8         *sides; /* by group: bits 1 << ExmSplit */
  guint8         *has;   /* by row: its side, when it is ready */
  GArray         *items; /* of ExmSplitItem: as a submission has them */
} Report;

static void
line_free (gpointer data)
{
  g_free (((ExmSplitLine *)data)->name);
  g_free (data);
}

static ExmSplitLine *
line_of (Report     *self,
         ExmLabelId  label,
         const char *name)
{
  ExmSplitLine *line = g_hash_table_lookup (self->lines, GUINT_TO_POINTER (label));

  if (line == NULL)
    {
      line = g_new0 (ExmSplitLine, 1);
      line->label = label;
      line->name = g_strdup (name);
      g_hash_table_insert (self->lines, GUINT_TO_POINTER (label), line);
      g_ptr_array_add (self->report->lines, line);
    }
  return line;
}

static gboolean
visit (const ExmExample *example,
       const char       *label_name,
       gpointer          user_data,
       GError          **error)
{
  Report         *self = user_data;
  ExmSplitReport *report = self->report;
  ExmSplitLine   *line;
  ExmRowId        group;
  ExmSplitItem    item = { 0 };

  if (!exm_split_is_ready (example))
    return TRUE;
  if (self->renderer == NULL)
    self->renderer = exm_renderer_new (EXM_DIALECT_CONTENTS, self->task, FALSE);
  g_string_truncate (self->line, 0);
  if (exm_renderer_append (self->renderer, example, label_name, self->line) != EXM_RENDER_DONE)
    return TRUE;
  line = line_of (self, example->label, label_name);
  line->n[example->split]++;
  line->bytes[example->split] += (gint64)self->line->len + 1;
  report->total.n[example->split]++;
  report->total.bytes[example->split] += (gint64)self->line->len + 1;
  report->n_held += example->split_held;
  item.group = exm_split_group (report->groups, example);
  item.stratum = example->label;
  item.bytes = (guint32)self->line->len + 1;
  item.held = example->split_held ? (guint8)example->split : 0;
  g_array_append_val (self->items, item);
  group = exm_split_groups_get (report->groups, example->id);
  if (group != 0)
    {
      self->has[example->id] = (guint8)example->split;
      self->sides[group] |= (guint8)(1u << example->split);
    }
  return TRUE;
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  const ExmSplitLine *one = *(ExmSplitLine *const *)a;
  const ExmSplitLine *other = *(ExmSplitLine *const *)b;
  guint               n = one->n[0] + one->n[1] + one->n[2];
  guint               m = other->n[0] + other->n[1] + other->n[2];

  return n != m ? (n > m ? -1 : 1) : g_strcmp0 (one->name, other->name);
}

static void
find_leaks (Report *self)
{
  const guint8    both = 1u << EXM_SPLIT_TRAINING | 1u << EXM_SPLIT_VALIDATION;
  ExmSplitReport *report = self->report;

  for (gsize row = 1; row < report->groups->n; row++)
    {
      ExmRowId id = (ExmRowId)row;

      report->n_leaks += (self->sides[row] & both) == both;
      if (self->has[row] != EXM_SPLIT_NONE && (self->sides[report->groups->group[row]] & both) == both)
        g_array_append_val (report->leaks, id);
    }
}

/* What a submission would make of what is held. */
static void
count_refused (Report *self)
{
  g_autoptr(ExmSplitResult) result = exm_split_run ((const ExmSplitItem *)(gpointer)self->items->data, self->items->len, EXM_SPLIT_AUTOMATIC, 1);

  self->report->n_refused = (guint)result->n_refused;
}

ExmSplitReport *
exm_split_report_sync (ExmDataset   *dataset,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_autoptr(ExmSplitReport) report = g_new0 (ExmSplitReport, 1);
  Report   self = { .report = report };
  gboolean ok;

  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  report->lines = g_ptr_array_new_with_free_func (line_free);
  report->leaks = g_array_new (FALSE, FALSE, sizeof (ExmRowId));
  report->groups = exm_split_groups_sync (dataset, cancellable, error);
  if (report->groups == NULL)
    return NULL;
  self.line = g_string_new (NULL);
  self.items = g_array_new (FALSE, FALSE, sizeof (ExmSplitItem));
  self.lines = g_hash_table_new (NULL, NULL);
  self.sides = g_malloc0 (report->groups->n + 1);
  self.has = g_malloc0 (report->groups->n + 1);
  ok = exm_dataset_foreach_sync (dataset, NULL, &self.task, visit, &self, cancellable, error);
  if (ok)
    {
      find_leaks (&self);
      count_refused (&self);
    }
  g_ptr_array_sort (report->lines, compare_lines);
  g_string_free (self.line, TRUE);
  g_array_unref (self.items);
  g_hash_table_unref (self.lines);
  g_free (self.sides);
  g_free (self.has);
  g_clear_pointer (&self.renderer, exm_renderer_free);
  g_clear_pointer (&self.task, exm_task_free);
  return ok ? g_steal_pointer (&report) : NULL;
}

char *
exm_split_refused_words (guint n_refused)
{
  return g_strdup_printf (ngettext ("%u post that is held for validation is more than Google takes: at most %d posts, and clearly under a quarter of the bytes of "
                                    "training. Make a new split, or move posts to training.",
                                    "%u posts that are held for validation are more than Google takes: at most %d posts, and clearly under a quarter of the bytes of "
                                    "training. Make a new split, or move posts to training.",
                                    n_refused),
                          n_refused, EXM_SPLIT_MAX_ROWS);
}

void
exm_split_report_free (ExmSplitReport *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->lines);
  g_array_unref (self->leaks);
  exm_split_groups_free (self->groups);
  g_free (self);
}

double
exm_split_report_get_share (const ExmSplitReport *self)
{
  gint64 training = self->total.bytes[EXM_SPLIT_TRAINING];

  return training > 0 ? (double)self->total.bytes[EXM_SPLIT_VALIDATION] / (double)training : 0;
}
