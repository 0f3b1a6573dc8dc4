/* exm-second-recheck.c - starting a blind self-recheck, and what came of earlier ones
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-second-private.h"

struct _ExmSecondRecheck
{
  AdwPreferencesGroup parent_instance;

  ExmDataset *dataset;
  GPtrArray  *rounds; /* of ExmRecheck */
  GPtrArray  *rows;   /* of GtkWidget: one a round, borrowed */

  GtkWidget *size_row;
  GtkWidget *age_row;
  GtkWidget *start_row;
  GtkWidget *start_button;
};

G_DEFINE_FINAL_TYPE (ExmSecondRecheck, exm_second_recheck, ADW_TYPE_PREFERENCES_GROUP)

static guint begin_signal;
static guint compare_signal;

static const guint sizes[] = { 20, 50, 100, 200, EXM_SAMPLE_PERCENT (10) };

static const struct
{
  const char *name;
  gint64      age;
  gboolean    imported;
} ages[] = {
  { N_ ("Any time, imported too"), 0, TRUE },
    { N_ ("Over an hour ago, here"), 3600, FALSE },
      { N_ ("Over a day ago, here"), 86400, FALSE },
        { N_ ("Over a week ago, here"), 7 * 86400, FALSE },
      };

/* --- what came of a round ---------------------------------------------------------------- */

static guint
count_differences (const ExmRecheck *round,
                   guint            *n_open)
{
  guint n = 0;

  *n_open = 0;
  for (guint i = 0; i < round->n; i++)
    if (round->answers[i] != 0 && round->answers[i] != EXM_RECHECK_PASSED && round->answers[i] != round->labels[i])
      {
        n++;
        *n_open += !round->settled[i];
      }
  return n;
}

/* Labels of a round as they count now: merged ones are one. */
static ExmLabelId
label_now (ExmSecondRecheck *self,
           ExmLabelId        id)
{
  ExmLabel *label = id != 0 && id != EXM_RECHECK_PASSED ? exm_dataset_get_label (self->dataset, id) : NULL;

  return label != NULL ? exm_label_get_id (label) : 0;
}

static char *
dup_result (ExmSecondRecheck *self,
            const ExmRecheck *round,
            char            **title)
{
  g_autofree guint32 *before = g_new0 (guint32, round->n + 1);
  g_autofree guint32 *now = g_new0 (guint32, round->n + 1);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autoptr(GArray) by_label = NULL;
  g_autoptr(GArray) confusions = NULL;
  g_autoptr(GHashTable) numbers = g_hash_table_new (NULL, NULL);
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (round->ended != 0 ? round->ended : round->began);
  g_autofree char *day = time != NULL ? g_date_time_format (time, "%x") : g_strdup ("");
  g_autofree char *value = NULL;
  g_autofree char *words = NULL;
  g_autofree char *details = NULL;
  ExmKappa         kappa;

  for (guint i = 0; i < round->n; i++)
    {
      ExmLabelId both[] = { label_now (self, round->labels[i]), label_now (self, round->answers[i]) };

      for (guint k = 0; k < 2; k++)
        {
          guint32 number = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, GUINT_TO_POINTER (both[k])));

          if (both[k] != 0 && number == 0)
            {
              number = names->len + 1;
              g_ptr_array_add (names, (gpointer)exm_label_get_name (exm_dataset_get_label (self->dataset, both[k])));
              g_hash_table_insert (numbers, GUINT_TO_POINTER (both[k]), GUINT_TO_POINTER (number));
            }
          *(k == 0 ? &before[i] : &now[i]) = number;
        }
    }
  kappa = exm_kappa (before, now, round->n);
  by_label = exm_agreement_by_label (before, now, round->n);
  confusions = exm_agreement_confusions (before, now, round->n);
  value = exm_agreement_format (kappa.kappa, kappa.low, kappa.high);
  /* Translators: a day, Cohen's kappa with its interval, and posts decided alike of all */
  *title = g_strdup_printf (_ ("%s · Kappa %s · %u of %u the same"), day, value, (guint)kappa.n_agreed, (guint)kappa.n);
  words = exm_kappa_explain (&kappa);
  details = _exm_second_dup_details (by_label, confusions, (const char *const *)names->pdata);
  return g_strdup_printf ("%s%s%s", words, *details != '\0' ? "\n" : "", details);
}

/* (transfer full) (nullable): how the round before went, to be compared with. */
static char *
dup_before (ExmSecondRecheck *self,
            guint             at)
{
  const ExmRecheck   *round = NULL;
  g_autofree guint32 *before = NULL;
  g_autofree guint32 *now = NULL;
  g_autofree char    *value = NULL;
  ExmKappa            kappa;

  while (at-- > 0 && round == NULL)
    if (((ExmRecheck *)self->rounds->pdata[at])->ended != 0)
      round = self->rounds->pdata[at];
  if (round == NULL)
    return NULL;
  before = g_new0 (guint32, round->n + 1);
  now = g_new0 (guint32, round->n + 1);
  for (guint i = 0; i < round->n; i++)
    {
      before[i] = label_now (self, round->labels[i]);
      now[i] = label_now (self, round->answers[i]);
    }
  kappa = exm_kappa (before, now, round->n);
  value = exm_agreement_format (kappa.kappa, kappa.low, kappa.high);
  /* Translators: Cohen's kappa with its interval */
  return g_strdup_printf (_ ("The round before: kappa %s"), value);
}

static ExmRecheck *
find_round (ExmSecondRecheck *self,
            GtkWidget        *button)
{
  guint at = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "round"));

  return self->rounds != NULL && at < self->rounds->len ? self->rounds->pdata[at] : NULL;
}

static void
compare_cb (GtkWidget        *button,
            ExmSecondRecheck *self)
{
  ExmRecheck *round = find_round (self, button);

  if (round != NULL)
    g_signal_emit (self, compare_signal, 0, round);
}

static void
add_round (ExmSecondRecheck *self,
           guint             at)
{
  const ExmRecheck *round = self->rounds->pdata[at];
  g_autofree char  *title = NULL;
  g_autofree char  *text = dup_result (self, round, &title);
  g_autofree char  *before = dup_before (self, at);
  g_autofree char  *all = before != NULL ? g_strconcat (text, "\n", before, NULL) : g_strdup (text);
  GtkWidget        *row = _exm_second_row (title, all);
  guint             n_open;

  if (count_differences (round, &n_open) > 0)
    {
      g_autofree char *name = n_open > 0 ? g_strdup_printf (_ ("_Differences (%u)"), n_open) : g_strdup (_ ("_Differences"));
      GtkWidget       *button = _exm_second_row_button (row, name, NULL, G_CALLBACK (compare_cb), self);

      g_object_set_data (G_OBJECT (button), "round", GUINT_TO_POINTER (at));
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

/* The newest first, so that rounds can be compared. */
static void
fill (ExmSecondRecheck *self)
{
  const ExmRecheck *open = NULL;
  g_autofree char  *text = NULL;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = self->rounds != NULL ? self->rounds->len : 0; i > 0; i--)
    {
      const ExmRecheck *round = self->rounds->pdata[i - 1];

      if (round->ended != 0)
        add_round (self, i - 1);
      else if (open == NULL)
        open = round;
    }
  if (open != NULL)
    text = g_strdup_printf (_ ("%u of %u decided"), exm_recheck_next (open), open->n);
  gtk_button_set_label (GTK_BUTTON (self->start_button), open != NULL ? _ ("_Go On") : _ ("_Start"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->start_row), open != NULL ? _ ("A round is under way") : _ ("New round"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->start_row), text != NULL ? text : _ ("Posts come in a drawn order, without label, note or color"));
  gtk_widget_set_visible (self->size_row, open == NULL);
  gtk_widget_set_visible (self->age_row, open == NULL);
  gtk_widget_set_sensitive (self->start_button, self->dataset != NULL && !exm_dataset_is_read_only (self->dataset));
}

/* --- the disk ------------------------------------------------------------------------------- */

static gpointer
list_rounds (ExmDataset   *dataset,
             gpointer      data,
             GCancellable *cancellable,
             GError      **error)
{
  return exm_recheck_list_sync (dataset, error);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ExmSecondRecheck *self = EXM_SECOND_RECHECK (source);
  g_autoptr(GError) error = NULL;
  GPtrArray *rounds = _exm_second_finish (result, self->dataset, &error);

  if (rounds == NULL)
    {
      g_debug ("Rounds could not be read: %s", error != NULL ? error->message : "");
      return;
    }
  g_clear_pointer (&self->rounds, g_ptr_array_unref);
  self->rounds = rounds;
  fill (self);
}

void
exm_second_recheck_reload (ExmSecondRecheck *self)
{
  g_return_if_fail (EXM_IS_SECOND_RECHECK (self));

  if (self->dataset != NULL)
    _exm_second_run (GTK_WIDGET (self), self->dataset, list_rounds, NULL, NULL, (GDestroyNotify)g_ptr_array_unref, NULL, listed_cb);
}

typedef struct
{
  guint    size;
  gint64   age;
  gboolean imported;
} Wish;

static gpointer
draw_round (ExmDataset   *dataset,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  const Wish *wish = data;

  return exm_recheck_draw_sync (dataset, wish->size, wish->age, wish->imported, (guint64)g_get_real_time (), cancellable, error);
}

static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  ExmSecondRecheck *self = EXM_SECOND_RECHECK (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmRecheck) round = _exm_second_finish (result, self->dataset, &error);

  gtk_widget_set_sensitive (self->start_button, TRUE);
  if (round != NULL)
    g_signal_emit (self, begin_signal, 0, round);
  else if (error != NULL)
    exm_feedback_error (GTK_WIDGET (self), _ ("There is nothing to check again"), error);
}

static void
start_cb (GtkWidget        *button,
          ExmSecondRecheck *self)
{
  guint age = MIN (adw_combo_row_get_selected (ADW_COMBO_ROW (self->age_row)), G_N_ELEMENTS (ages) - 1);
  guint size = MIN (adw_combo_row_get_selected (ADW_COMBO_ROW (self->size_row)), G_N_ELEMENTS (sizes) - 1);
  Wish *wish;

  for (guint i = self->rounds != NULL ? self->rounds->len : 0; i > 0; i--)
    if (((ExmRecheck *)self->rounds->pdata[i - 1])->ended == 0)
      {
        g_signal_emit (self, begin_signal, 0, self->rounds->pdata[i - 1]);
        return;
      }
  if (self->dataset == NULL)
    return;
  wish = g_new0 (Wish, 1);
  wish->size = sizes[size];
  wish->age = ages[age].age;
  wish->imported = ages[age].imported;
  gtk_widget_set_sensitive (self->start_button, FALSE);
  _exm_second_run (GTK_WIDGET (self), self->dataset, draw_round, wish, g_free, (GDestroyNotify)exm_recheck_free, NULL, drawn_cb);
}

/* --- object ------------------------------------------------------------------------------------ */

void
exm_second_recheck_set_dataset (ExmSecondRecheck *self,
                                ExmDataset       *dataset)
{
  g_return_if_fail (EXM_IS_SECOND_RECHECK (self));

  g_set_object (&self->dataset, dataset);
  g_clear_pointer (&self->rounds, g_ptr_array_unref);
  if (dataset != NULL)
    fill (self);
}

static void
exm_second_recheck_dispose (GObject *object)
{
  ExmSecondRecheck *self = EXM_SECOND_RECHECK (object);

  g_clear_object (&self->dataset);
  g_clear_pointer (&self->rounds, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (exm_second_recheck_parent_class)->dispose (object);
}

static void
exm_second_recheck_class_init (ExmSecondRecheckClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_second_recheck_dispose;
  begin_signal = g_signal_new ("begin", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  compare_signal = g_signal_new ("compare", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
exm_second_recheck_init (ExmSecondRecheck *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);
  g_autoptr(GtkStringList) counts = gtk_string_list_new (NULL);
  g_autoptr(GtkStringList) times = gtk_string_list_new (NULL);

  self->rows = g_ptr_array_new ();
  adw_preferences_group_set_title (group, _ ("Check Yourself"));
  adw_preferences_group_set_description (group, _ ("Decide some posts again without seeing what you decided before. "
                                                   "How far you agree with yourself is the most that a model can reach."));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = _exm_second_dup_size (sizes[i]);

      gtk_string_list_append (counts, text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    gtk_string_list_append (times, _ (ages[i].name));
  self->size_row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->size_row), _ ("How many"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->size_row), G_LIST_MODEL (counts));
  adw_preferences_group_add (group, self->size_row);
  self->age_row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->age_row), _ ("Decided"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->age_row), G_LIST_MODEL (times));
  adw_preferences_group_add (group, self->age_row);
  self->start_row = _exm_second_row (_ ("New round"), NULL);
  self->start_button = _exm_second_row_button (self->start_row, _ ("_Start"), NULL, G_CALLBACK (start_cb), self);
  gtk_widget_add_css_class (self->start_button, "suggested-action");
  adw_preferences_group_add (group, self->start_row);
}

GtkWidget *
exm_second_recheck_new (void)
{
  return g_object_new (EXM_TYPE_SECOND_RECHECK, NULL);
}
