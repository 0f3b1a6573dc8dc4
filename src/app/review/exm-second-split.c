/* exm-second-split.c - which posts train and which ones are held back, seen and made
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-second-private.h"
#include "exm-show-rows.h"
#include "exm-split-make.h"

/* Counting reads every post, so it waits until work pauses. */
#define RELOAD_MS 700

/* More labels are summed up in the last line. */
#define MAX_LINES 40

struct _ExmSecondSplit
{
  AdwPreferencesGroup parent_instance;

  ExmDataset     *dataset;
  ExmSplitReport *report; /* nullable */
  GCancellable   *cancellable;
  guint           timer;
  guint           is_stale : 1;
  guint           is_drawing : 1;

  GtkWidget *state_row;
  GtkWidget *together_row;
  GtkWidget *leak_row;
  GtkWidget *leak_button;
  GtkWidget *share_row;
  GtkWidget *make_button;
  GtkWidget *clear_button;
  GtkWidget *seed_spin;
  GtkWidget *table_row;
  GtkWidget *grid;
};

G_DEFINE_FINAL_TYPE (ExmSecondSplit, exm_second_split, ADW_TYPE_PREFERENCES_GROUP)

static const int shares[] = { 5, 10, 15, 20 };

/* --- the table ------------------------------------------------------------------------- */

static void
put (ExmSecondSplit *self,
     int             column,
     int             row,
     const char     *text,
     const char     *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), column == 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_hexpand (label, column == 0);
  gtk_widget_add_css_class (label, style);
  gtk_grid_attach (GTK_GRID (self->grid), label, column, row, 1, 1);
}

static void
put_line (ExmSecondSplit     *self,
          int                 row,
          const ExmSplitLine *line,
          const char         *name)
{
  static const ExmSplit sides[] = { EXM_SPLIT_TRAINING, EXM_SPLIT_VALIDATION, EXM_SPLIT_NONE };

  put (self, 0, row, name, "body");
  for (guint k = 0; k < G_N_ELEMENTS (sides); k++)
    {
      g_autofree char *size = g_format_size ((guint64)line->bytes[sides[k]]);
      g_autofree char *text = line->n[sides[k]] > 0 ? g_strdup_printf (_ ("%u · %s"), line->n[sides[k]], size) : g_strdup ("–");

      put (self, (int)k + 1, row, text, "numeric");
    }
}

static void
fill_table (ExmSecondSplit *self)
{
  GtkWidget *child;
  guint      n = MIN (self->report->lines->len, MAX_LINES);

  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  put (self, 0, 0, _ ("Label"), "caption-heading");
  put (self, 1, 0, C_ ("split", "Training"), "caption-heading");
  put (self, 2, 0, C_ ("split", "Validation"), "caption-heading");
  put (self, 3, 0, _ ("Not chosen"), "caption-heading");
  for (guint i = 0; i < n; i++)
    {
      const ExmSplitLine *line = self->report->lines->pdata[i];

      put_line (self, (int)i + 1, line, line->name != NULL ? line->name : _ ("Free text"));
    }
  put_line (self, (int)n + 1, &self->report->total, _ ("All"));
}

/* --- the sentences ----------------------------------------------------------------------- */

static void
set_state (ExmSecondSplit *self)
{
  const ExmSplitLine *total = &self->report->total;
  guint               n = total->n[0] + total->n[1] + total->n[2];
  g_autofree char    *title = NULL;
  g_autofree char    *text = NULL;

  if (n == 0)
    {
      title = g_strdup (_ ("No post is ready yet"));
      text = g_strdup (_ ("Posts that have a label can be split."));
    }
  else if (total->n[EXM_SPLIT_VALIDATION] == 0)
    {
      title = g_strdup_printf (ngettext ("No split yet · %u post", "No split yet · %u posts", n), n);
      text = g_strdup (_ ("Each tuning job draws one by itself. Make one here to see it, to keep it, and to move posts by hand."));
    }
  else
    title = g_strdup_printf (_ ("%u train · %u validate"), total->n[EXM_SPLIT_TRAINING], total->n[EXM_SPLIT_VALIDATION]);
  if (self->report->n_refused > 0)
    {
      g_free (text);
      text = exm_split_refused_words (self->report->n_refused);
    }
  else if (text == NULL && self->report->n_held >= n)
    text = g_strdup_printf (_ ("Validation is %.0f %% of the bytes of training; Google takes less than 25 %%. Each tuning job keeps to this split."),
                               100 * exm_split_report_get_share (self->report));
  else if (text == NULL)
    text = g_strdup_printf (_ ("Validation is %.0f %% of the bytes of training; Google takes less than 25 %%. %u posts stay on their side; "
                               "the others are drawn again by each tuning job."),
                               100 * exm_split_report_get_share (self->report), self->report->n_held);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state_row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->state_row), text);
}

static void
set_together (ExmSecondSplit *self)
{
  const ExmSplitGroups *groups = self->report->groups;
  g_autofree char      *title = g_strdup_printf (ngettext ("%u group stays together", "%u groups stay together", groups->n_groups), groups->n_groups);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *leaks = NULL;

  g_string_append_printf (text, _ ("Same post: %u · nearly the same: %u · same author: %u · same thread: %u. "
                                   "A post that is learned and asked for as well would make a model look better than it is."),
                                   groups->n_by[0], groups->n_by[1], groups->n_by[2], groups->n_by[3]);
  if (groups->n_pattern > 0)
    g_string_append_printf (text, ngettext (" %u post is made after one pattern; of those only equal ones stay together, or nothing could be held back.", " %u posts are made after one pattern; of those only equal ones stay together, or nothing could be held back.", groups->n_pattern),
                            groups->n_pattern);
  if ((groups->ignored & EXM_TOGETHER_AUTHOR) != 0)
    g_string_append (text, _ (" More than half of the posts are by one author, who is not kept together."));
  if ((groups->ignored & EXM_TOGETHER_THREAD) != 0)
    g_string_append (text, _ (" More than half of the posts are of one thread, which is not kept together."));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->together_row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->together_row), text->str);

  leaks = g_strdup_printf (ngettext ("%u group stands on both sides", "%u groups stand on both sides", self->report->n_leaks), self->report->n_leaks);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->leak_row), leaks);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->leak_row),
                               self->report->n_leaks == 0 ? _ ("Nothing that is validated was learned.")
                                                          : _ ("Make the split again, or move these posts. A tuning job trains on all of such a group."));
  gtk_widget_set_visible (self->leak_button, self->report->n_leaks > 0);
}

static void
fill (ExmSecondSplit *self)
{
  gboolean writable = !exm_dataset_is_read_only (self->dataset);

  set_state (self);
  set_together (self);
  fill_table (self);
  gtk_widget_set_visible (self->together_row, TRUE);
  gtk_widget_set_visible (self->leak_row, TRUE);
  gtk_widget_set_visible (self->table_row, self->report->lines->len > 0);
  gtk_widget_set_sensitive (self->make_button, writable && self->report->lines->len > 0);
  /* What was pressed last keeps the keyboard, or hands it on. */
  if (gtk_widget_has_focus (self->clear_button) && self->report->total.n[1] + self->report->total.n[2] == 0)
    gtk_widget_grab_focus (self->make_button);
  gtk_widget_set_sensitive (self->clear_button, writable && self->report->total.n[1] + self->report->total.n[2] > 0);
}

/* --- counting ------------------------------------------------------------------------------- */

static gpointer
count (ExmDataset   *dataset,
       gpointer      data,
       GCancellable *cancellable,
       GError      **error)
{
  return exm_split_report_sync (dataset, cancellable, error);
}

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  ExmSecondSplit *self = EXM_SECOND_SPLIT (source);
  g_autoptr(GError) error = NULL;
  ExmSplitReport *report = _exm_second_finish (result, self->dataset, &error);

  if (report == NULL)
    {
      if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && self->dataset != NULL)
        adw_action_row_set_subtitle (ADW_ACTION_ROW (self->state_row), error->message);
      return;
    }
  g_clear_pointer (&self->report, exm_split_report_free);
  self->report = report;
  fill (self);
}

static void
cancel (ExmSecondSplit *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->timer, g_source_remove);
}

static gboolean
reload_cb (gpointer data)
{
  ExmSecondSplit *self = data;

  self->timer = 0;
  cancel (self);
  if (self->dataset == NULL)
    return G_SOURCE_REMOVE;
  self->is_stale = FALSE;
  self->cancellable = g_cancellable_new ();
  _exm_second_run (GTK_WIDGET (self), self->dataset, count, NULL, NULL, (GDestroyNotify)exm_split_report_free, self->cancellable, counted_cb);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (ExmSecondSplit *self)
{
  self->is_stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->timer == 0)
    self->timer = g_timeout_add (RELOAD_MS, reload_cb, self);
}

static void
map_cb (ExmSecondSplit *self)
{
  if (self->is_stale && self->timer == 0)
    reload_cb (self);
}

/* --- making ------------------------------------------------------------------------------------ */

typedef struct
{
  int     percent;
  guint64 seed;
} Wish;

static gpointer
draw (ExmDataset   *dataset,
      gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  const Wish *wish = data;

  return exm_split_make_sync (dataset, wish->percent, wish->seed, NULL, cancellable, error);
}

static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  ExmSecondSplit *self = EXM_SECOND_SPLIT (source);
  g_autoptr(GError) error = NULL;
  ExmCommand *command = _exm_second_finish (result, self->dataset, &error);

  self->is_drawing = FALSE;
  if (command != NULL)
    exm_feedback_run (GTK_WIDGET (self), self->dataset, command, EXM_RUN_QUIET);
  else if (error != NULL)
    exm_feedback_error (GTK_WIDGET (self), _ ("The split could not be made"), error);
}

static void
make_cb (GtkWidget      *button,
         ExmSecondSplit *self)
{
  Wish *wish;

  if (self->dataset == NULL || self->is_drawing)
    return;
  wish = g_new0 (Wish, 1);
  wish->percent = shares[MIN (adw_combo_row_get_selected (ADW_COMBO_ROW (self->share_row)), G_N_ELEMENTS (shares) - 1)];
  wish->seed = (guint64)gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->seed_spin));
  self->is_drawing = TRUE;
  _exm_second_run (GTK_WIDGET (self), self->dataset, draw, wish, g_free, (GDestroyNotify)exm_command_unref, NULL, drawn_cb);
}

static void
clear_cb (GtkWidget      *button,
          ExmSecondSplit *self)
{
  if (self->dataset != NULL)
    exm_feedback_run (GTK_WIDGET (self), self->dataset, exm_split_clear (), EXM_RUN_QUIET);
}

static void
leaks_cb (GtkWidget      *button,
          ExmSecondSplit *self)
{
  g_autoptr(ExmQuery) query = NULL;

  if (self->report == NULL)
    return;
  query = exm_query_new_rows ((const ExmRowId *)(gpointer)self->report->leaks->data, self->report->leaks->len);
  exm_show_rows (GTK_WIDGET (self), query, _ ("On Both Sides"));
}

/* --- object --------------------------------------------------------------------------------------- */

void
exm_second_split_set_dataset (ExmSecondSplit *self,
                              ExmDataset     *dataset)
{
  g_return_if_fail (EXM_IS_SECOND_SPLIT (self));

  if (self->dataset == dataset)
    return;
  cancel (self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  g_set_object (&self->dataset, dataset);
  g_clear_pointer (&self->report, exm_split_report_free);
  self->is_stale = TRUE;
  gtk_widget_set_visible (self->together_row, FALSE);
  gtk_widget_set_visible (self->leak_row, FALSE);
  gtk_widget_set_visible (self->table_row, FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->state_row), _ ("Counting…"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->state_row), "");
  if (dataset == NULL)
    return;
  g_signal_connect_object (dataset, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    reload_cb (self);
}

static void
exm_second_split_dispose (GObject *object)
{
  ExmSecondSplit *self = EXM_SECOND_SPLIT (object);

  cancel (self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  g_clear_object (&self->dataset);
  g_clear_pointer (&self->report, exm_split_report_free);

  G_OBJECT_CLASS (exm_second_split_parent_class)->dispose (object);
}

static void
exm_second_split_class_init (ExmSecondSplitClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_second_split_dispose;
}

static void
add_settings (ExmSecondSplit      *self,
              AdwPreferencesGroup *group)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *row;

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    {
      g_autofree char *text = g_strdup_printf (_ ("%d %%"), shares[i]);

      gtk_string_list_append (names, text);
    }
  self->share_row = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->share_row), _ ("Share of validation"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->share_row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->share_row), 1);
  adw_preferences_group_add (group, self->share_row);

  row = _exm_second_row (_ ("Seed"), _ ("The same number gives the same split"));
  self->seed_spin = gtk_spin_button_new_with_range (1, 999999, 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->seed_spin), EXM_SPLIT_SEED);
  gtk_widget_set_valign (self->seed_spin, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), self->seed_spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), self->seed_spin);
  adw_preferences_group_add (group, row);
}

static void
exm_second_split_init (ExmSecondSplit *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  adw_preferences_group_set_title (group, C_ ("training and validation", "Split"));
  adw_preferences_group_set_description (group, _ ("Some posts are held back from training, to see how the model does on posts that it has not learned."));
  self->state_row = _exm_second_row (_ ("Counting…"), NULL);
  self->clear_button = _exm_second_row_button (self->state_row, _ ("C_lear"), _ ("Clear the split"), G_CALLBACK (clear_cb), self);
  self->make_button = _exm_second_row_button (self->state_row, _ ("Make a _Split"), NULL, G_CALLBACK (make_cb), self);
  gtk_widget_set_sensitive (self->clear_button, FALSE);
  gtk_widget_set_sensitive (self->make_button, FALSE);
  adw_preferences_group_add (group, self->state_row);
  add_settings (self, group);
  self->together_row = _exm_second_row ("", NULL);
  adw_preferences_group_add (group, self->together_row);
  self->leak_row = _exm_second_row ("", NULL);
  self->leak_button = _exm_second_row_button (self->leak_row, _ ("S_how"), _ ("Show posts that stand on both sides"), G_CALLBACK (leaks_cb), self);
  adw_preferences_group_add (group, self->leak_row);

  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 6);
  gtk_widget_set_margin_top (self->grid, 12);
  gtk_widget_set_margin_bottom (self->grid, 12);
  gtk_widget_set_margin_start (self->grid, 12);
  gtk_widget_set_margin_end (self->grid, 12);
  self->table_row = adw_expander_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->table_row), _ ("Label by label"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->table_row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Label by label"), -1);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self->table_row), self->grid);
  adw_preferences_group_add (group, self->table_row);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
}

GtkWidget *
exm_second_split_new (void)
{
  return g_object_new (EXM_TYPE_SECOND_SPLIT, NULL);
}
