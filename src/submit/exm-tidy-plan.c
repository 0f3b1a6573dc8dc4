/* exm-tidy-plan.c - what lies at Google and what has become of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-submit"

#include "config.h"

#include "exm-tidy-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-submit-values-private.h"

#define KEY_ITEMS "items" /* one a line, fields apart by tabs */

#define N_FIELDS 9

G_DEFINE_BOXED_TYPE (ExmTidyPlan, exm_tidy_plan, exm_tidy_plan_ref, exm_tidy_plan_unref)

/* Nicks are file format: never change one. */
/* clang-format off */
static const struct
{
  const char *nick;
  const char *words;
} kinds[] = {
  [EXM_TIDY_RUNNING_JOB] = { "running-job", N_("Running tuning job") },
  [EXM_TIDY_ENDPOINT] = { "endpoint", N_("Endpoint") },
  [EXM_TIDY_MODEL] = { "model", N_("Tuned model") },
  [EXM_TIDY_OBJECT] = { "object", N_("File in Cloud Storage") },
  [EXM_TIDY_BUCKET] = { "bucket", N_("Bucket") },
  [EXM_TIDY_JOB_RECORD] = { "job-record", N_("Record of a tuning job") },
};
/* clang-format on */

static const char *const state_nicks[] = { "there", "gone", "kept" };

const char *
exm_tidy_kind_get_words (ExmTidyKind kind)
{
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (kinds), "");

  return _(kinds[kind].words);
}

/* --- life ------------------------------------------------------------------------------ */

static void
item_free (gpointer data)
{
  ExmTidyItem *item = data;

  g_free (item->name);
  g_free (item->label);
  g_free (item->reason);
  g_free (item);
}

ExmTidyPlan *
_exm_tidy_plan_new (void)
{
  ExmTidyPlan *self = g_new0 (ExmTidyPlan, 1);

  self->ref_count = 1;
  self->items = g_ptr_array_new_with_free_func (item_free);
  return self;
}

ExmTidyPlan *
exm_tidy_plan_ref (ExmTidyPlan *self)
{
  g_atomic_int_inc (&self->ref_count);
  return self;
}

void
exm_tidy_plan_unref (ExmTidyPlan *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->ref_count))
    return;
  g_free (self->project);
  g_ptr_array_unref (self->items);
  g_free (self);
}

ExmTidyPlan *
_exm_tidy_plan_copy (const ExmTidyPlan *self)
{
  ExmTidyPlan *copy = _exm_tidy_plan_new ();

  copy->id = self->id;
  copy->project = g_strdup (self->project);
  copy->practice = self->practice;
  copy->created = self->created;
  copy->ended = self->ended;
  for (guint i = 0; i < self->items->len; i++)
    {
      const ExmTidyItem *from = g_ptr_array_index (self->items, i);
      ExmTidyItem       *to = g_new (ExmTidyItem, 1);

      *to = *from;
      to->name = g_strdup (from->name);
      to->label = g_strdup (from->label);
      to->reason = g_strdup (from->reason);
      g_ptr_array_add (copy->items, to);
    }
  return copy;
}

ExmTidyItem *
_exm_tidy_plan_find (ExmTidyPlan *self,
                     ExmTidyKind  kind,
                     const char  *name,
                     gint64       generation)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      ExmTidyItem *item = g_ptr_array_index (self->items, i);

      if (item->kind == kind && item->generation == generation && g_str_equal (item->name, name))
        return item;
    }
  return NULL;
}

ExmTidyItem *
_exm_tidy_plan_add (ExmTidyPlan *self,
                    ExmTidyKind  kind,
                    const char  *name,
                    const char  *label,
                    gint64       submission)
{
  ExmTidyItem *item = kind != EXM_TIDY_OBJECT ? _exm_tidy_plan_find (self, kind, name, 0) : NULL;

  if (item != NULL)
    return item;
  item = g_new0 (ExmTidyItem, 1);
  item->kind = kind;
  item->name = g_strdup (name);
  item->label = g_strdup (label != NULL ? label : "");
  item->size = -1;
  item->submission = submission;
  g_ptr_array_add (self->items, item);
  return item;
}

void
_exm_tidy_item_set (ExmTidyItem *item,
                    ExmTidyState state,
                    const char  *reason)
{
  char *copy = g_strdup (reason);

  item->state = state;
  item->time = g_get_real_time () / G_USEC_PER_SEC;
  g_free (item->reason);
  item->reason = copy;
}

static int
compare_items (gconstpointer a,
               gconstpointer b)
{
  const ExmTidyItem *x = *(ExmTidyItem *const *)a;
  const ExmTidyItem *y = *(ExmTidyItem *const *)b;

  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  if (x->submission != y->submission)
    return x->submission < y->submission ? -1 : 1;
  return strcmp (x->name, y->name);
}

void
_exm_tidy_plan_sort (ExmTidyPlan *self)
{
  g_ptr_array_sort (self->items, compare_items);
}

guint
exm_tidy_plan_count (const ExmTidyPlan *self,
                     ExmTidyState       state)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->items->len; i++)
    n += ((ExmTidyItem *)g_ptr_array_index (self->items, i))->state == state;
  return n;
}

gboolean
exm_tidy_plan_has_work (const ExmTidyPlan *self)
{
  return exm_tidy_plan_count (self, EXM_TIDY_THERE) > 0;
}

/* --- on disk ---------------------------------------------------------------------------- */

/* Names come from the other side: a tab in one must not become two fields. */
static void
append_field (GString    *text,
              const char *field)
{
  for (const char *p = field != NULL ? field : ""; *p != '\0'; p++)
    g_string_append_c (text, *p == '\t' || *p == '\n' || *p == '\r' ? ' ' : *p);
}

static char *
items_to_text (GPtrArray *items)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < items->len; i++)
    {
      const ExmTidyItem *item = g_ptr_array_index (items, i);

      g_string_append_printf (text, "%s\t%s\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t%" G_GINT64_FORMAT "\t",
                              kinds[item->kind].nick, state_nicks[item->state], item->generation, item->size,
                              item->submission, item->time);
      append_field (text, item->name);
      g_string_append_c (text, '\t');
      append_field (text, item->label);
      g_string_append_c (text, '\t');
      append_field (text, item->reason);
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static ExmTidyItem *
item_from_line (const char *line)
{
  g_auto(GStrv) fields = g_strsplit (line, "\t", N_FIELDS);
  guint        kind = 0;
  guint        state = 0;
  ExmTidyItem *item;

  if (g_strv_length (fields) != N_FIELDS)
    return NULL;
  while (kind < G_N_ELEMENTS (kinds) && !g_str_equal (kinds[kind].nick, fields[0]))
    kind++;
  while (state < G_N_ELEMENTS (state_nicks) && !g_str_equal (state_nicks[state], fields[1]))
    state++;
  /* Of a newer version: left out. */
  if (kind == G_N_ELEMENTS (kinds) || state == G_N_ELEMENTS (state_nicks))
    return NULL;
  item = g_new0 (ExmTidyItem, 1);
  item->kind = kind;
  item->state = state;
  item->generation = g_ascii_strtoll (fields[2], NULL, 10);
  item->size = g_ascii_strtoll (fields[3], NULL, 10);
  item->submission = g_ascii_strtoll (fields[4], NULL, 10);
  item->time = g_ascii_strtoll (fields[5], NULL, 10);
  item->name = g_strdup (fields[6]);
  item->label = g_strdup (fields[7]);
  item->reason = fields[8][0] != '\0' ? g_strdup (fields[8]) : NULL;
  return item;
}

gboolean
_exm_tidy_plan_store (ExmTidyPlan *self,
                      ExmDataset  *dataset,
                      GError     **error)
{
  g_autoptr(GHashTable) values = _exm_values_new ();
  g_autofree char *items = items_to_text (self->items);
  gint64           id;

  _exm_values_put_int (values, KEY_CREATED, self->created);
  _exm_values_put_int (values, KEY_ENDED, self->ended);
  _exm_values_put (values, KEY_ACCOUNT, self->practice ? "practice" : "google");
  _exm_values_put (values, KEY_PROJECT, self->project != NULL ? self->project : "");
  _exm_values_put (values, KEY_ITEMS, items);
  id = _exm_values_store (dataset, EXM_TIDY_KIND, self->id, NULL, values, error);
  if (id == 0)
    return FALSE;
  self->id = id;
  return TRUE;
}

static ExmTidyPlan *
load_plan (ExmDataset *dataset,
           gint64      id,
           GError    **error)
{
  g_autoptr(GHashTable) values = exm_dataset_get_record_sync (dataset, EXM_TIDY_KIND, id, error);
  g_autofree char *account = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  ExmTidyPlan *self;

  if (values == NULL)
    return NULL;
  self = _exm_tidy_plan_new ();
  account = _exm_values_text (values, KEY_ACCOUNT);
  text = _exm_values_text (values, KEY_ITEMS);
  lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  self->id = id;
  self->created = _exm_values_int (values, KEY_CREATED, 0);
  self->ended = _exm_values_int (values, KEY_ENDED, 0);
  self->practice = g_strcmp0 (account, "practice") == 0;
  self->project = _exm_values_text (values, KEY_PROJECT);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      ExmTidyItem *item = item_from_line (lines[i]);

      if (item != NULL)
        g_ptr_array_add (self->items, item);
    }
  return self;
}

/* From the newest on, the first that @practice (-1: any) and @open (or any) fit. */
static ExmTidyPlan *
load_newest (ExmDataset *dataset,
             int         practice,
             gboolean    open,
             GError    **error)
{
  g_autoptr(GArray) ids = exm_dataset_list_records_sync (dataset, EXM_TIDY_KIND, error);

  for (guint i = ids != NULL ? ids->len : 0; i > 0; i--)
    {
      g_autoptr(ExmTidyPlan) plan = load_plan (dataset, g_array_index (ids, gint64, i - 1), error);

      if (plan == NULL)
        return NULL;
      if ((practice < 0 || plan->practice == practice) && (!open || plan->ended == 0))
        return g_steal_pointer (&plan);
    }
  return NULL;
}

ExmTidyPlan *
_exm_tidy_load_open (ExmDataset *dataset,
                     gboolean    practice,
                     GError    **error)
{
  return load_newest (dataset, practice != FALSE, TRUE, error);
}

ExmTidyPlan *
exm_tidy_load_last_sync (ExmDataset *dataset,
                         GError    **error)
{
  g_return_val_if_fail (EXM_IS_DATASET (dataset), NULL);

  return load_newest (dataset, -1, FALSE, error);
}
