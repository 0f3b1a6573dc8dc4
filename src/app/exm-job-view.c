/* exm-job-view.c - all that is known of one tuning job
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-job-view.h"

#include <glib/gi18n-lib.h>

#include "exm-curve-view.h"
#include "exm-histogram-view.h"
#include "exm-jobs.h"

struct _ExmJobView
{
  AdwBin parent_instance;

  AdwPreferencesGroup *facts_group;
  GtkListBox          *facts;
  AdwPreferencesGroup *checkpoints_group;
  GtkListBox          *checkpoints;
  AdwPreferencesGroup *spreads_group;
  GtkBox              *spreads;
  AdwPreferencesGroup *curves_group;
  GtkFlowBox          *curves;
  GtkLabel            *curves_note;

  ExmCurveView *loss;
  ExmCurveView *accuracy;
  ExmTuningJob *job;
  GCancellable *reading;
};

G_DEFINE_FINAL_TYPE (ExmJobView, exm_job_view, ADW_TYPE_BIN)

/* --- facts and checkpoints ------------------------------------------------------------------ */

static void
clear (GtkListBox *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (list))) != NULL)
    gtk_list_box_remove (list, row);
}

static void
add_row (GtkListBox *list,
         const char *title,
         const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
#if ADW_CHECK_VERSION(1, 3, 0)
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
#endif
  gtk_list_box_append (list, row);
}

static void
fill_facts (ExmJobView   *self,
            ExmCatalogue *catalogue)
{
  g_autoptr(GPtrArray) facts = exm_jobs_list_facts (self->job, catalogue);

  clear (self->facts);
  for (guint i = 0; i < facts->len; i++)
    {
      const ExmJobFact *fact = g_ptr_array_index (facts, i);

      add_row (self->facts, fact->title, fact->value);
    }
}

static void
fill_checkpoints (ExmJobView *self)
{
  GPtrArray *checkpoints = self->job->checkpoints;

  clear (self->checkpoints);
  for (guint i = 0; i < checkpoints->len; i++)
    {
      const ExmTuningCheckpoint *checkpoint = g_ptr_array_index (checkpoints, i);
      /* Translators: id of a checkpoint */
      g_autofree char *title = checkpoint->epoch > 0 ? g_strdup_printf (_ ("After epoch %d"), (int)checkpoint->epoch)
                                                     : g_strdup_printf (_ ("Checkpoint %s"), checkpoint->id);
      g_autofree char *step = checkpoint->step > 0 ? g_strdup_printf (_ ("Step %d"), (int)checkpoint->step) : g_strdup ("");
      g_autofree char *subtitle = g_strdup_printf ("%s%s%s", step, *step != '\0' && checkpoint->endpoint != NULL ? " · " : "",
                                                   checkpoint->endpoint != NULL ? checkpoint->endpoint : "");

      add_row (self->checkpoints, title, subtitle);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->checkpoints_group), checkpoints->len > 0);
}

static void
add_spread (ExmJobView            *self,
            const char            *title,
            const ExmTuningSpread *spread)
{
  GtkWidget *view;

  if (!spread->known)
    return;
  view = exm_histogram_view_new ();
  exm_histogram_view_set (EXM_HISTOGRAM_VIEW (view), title, spread);
  gtk_box_append (self->spreads, view);
}

static void
fill_spreads (ExmJobView *self)
{
  const ExmTuningStats *stats = &self->job->stats;
  GtkWidget            *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->spreads))) != NULL)
    gtk_box_remove (self->spreads, child);
  add_spread (self, _ ("Tokens of the inputs"), &stats->input_tokens);
  add_spread (self, _ ("Tokens of the outputs"), &stats->output_tokens);
  add_spread (self, _ ("Turns of the examples"), &stats->messages);
  gtk_widget_set_visible (GTK_WIDGET (self->spreads_group), gtk_widget_get_first_child (GTK_WIDGET (self->spreads)) != NULL);
}

/* --- curves ----------------------------------------------------------------------------------- */

static const ExmCurve *
find_curve (GPtrArray  *curves,
            const char *name)
{
  for (guint i = 0; i < curves->len; i++)
    if (g_str_equal (((ExmCurve *)g_ptr_array_index (curves, i))->name, name))
      return g_ptr_array_index (curves, i);
  return NULL;
}

static void
curves_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ExmJobView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) curves = exm_curves_read_finish (EXM_GOOGLE (source), result, &error);
  gboolean any = curves != NULL && curves->len > 0;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->loss == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->curves), any);
  gtk_widget_set_visible (GTK_WIDGET (self->curves_note), !any);
  gtk_label_set_label (self->curves_note, error != NULL ? error->message : _ ("This job has no curves, or none yet"));
  if (!any)
    return;
  exm_curve_view_set (self->loss, _ ("Loss: lower is better"), FALSE,
                                     find_curve (curves, EXM_CURVE_TRAIN_LOSS), find_curve (curves, EXM_CURVE_EVAL_LOSS));
  exm_curve_view_set (self->accuracy, _ ("Accuracy: higher is better"), TRUE,
                                         find_curve (curves, EXM_CURVE_TRAIN_ACCURACY), find_curve (curves, EXM_CURVE_EVAL_ACCURACY));
}

static void
read_curves (ExmJobView *self,
             ExmGoogle  *google)
{
  gtk_widget_set_visible (GTK_WIDGET (self->curves), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->curves_note), TRUE);
  gtk_label_set_label (self->curves_note, _ ("Reading the curves…"));
  self->reading = g_cancellable_new ();
  exm_curves_read_async (google, self->job->experiment, self->reading, curves_cb, g_object_ref (self));
}

/* --- object ------------------------------------------------------------------------------------- */

static void
stop_reading (ExmJobView *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
exm_job_view_dispose (GObject *object)
{
  ExmJobView *self = EXM_JOB_VIEW (object);

  stop_reading (self);
  g_clear_pointer (&self->job, exm_tuning_job_unref);
  self->loss = NULL;
  self->accuracy = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_JOB_VIEW);

  G_OBJECT_CLASS (exm_job_view_parent_class)->dispose (object);
}

static void
exm_job_view_class_init (ExmJobViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_job_view_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-job-view.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmJobView, facts_group);
  gtk_widget_class_bind_template_child (widget_class, ExmJobView, facts);
  gtk_widget_class_bind_template_child (widget_class, ExmJobView, checkpoints_group);
  gtk_widget_class_bind_template_child (widget_class, ExmJobView, checkpoints);
  gtk_widget_class_bind_template_child (widget_class, ExmJobView, spreads_group);
  gtk_widget_class_bind_template_child (widget_class, ExmJobView, spreads);
  gtk_widget_class_bind_template_child (widget_class, ExmJobView, curves_group);
  gtk_widget_class_bind_template_child (widget_class, ExmJobView, curves);
  gtk_widget_class_bind_template_child (widget_class, ExmJobView, curves_note);
}

static void
exm_job_view_init (ExmJobView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->loss = EXM_CURVE_VIEW (exm_curve_view_new ());
  self->accuracy = EXM_CURVE_VIEW (exm_curve_view_new ());
  gtk_flow_box_append (self->curves, GTK_WIDGET (self->loss));
  gtk_flow_box_append (self->curves, GTK_WIDGET (self->accuracy));
  gtk_widget_set_size_request (GTK_WIDGET (self->curves), -1, 180);
}

void
exm_job_view_set (ExmJobView   *self,
                  ExmTuningJob *job,
                  ExmGoogle    *google,
                  ExmCatalogue *catalogue)
{
  g_return_if_fail (EXM_IS_JOB_VIEW (self));

  stop_reading (self);
  if (job != NULL)
    exm_tuning_job_ref (job);
  g_clear_pointer (&self->job, exm_tuning_job_unref);
  self->job = job;
  gtk_widget_set_visible (GTK_WIDGET (self), job != NULL);
  if (job == NULL)
    return;
  fill_facts (self, catalogue);
  fill_checkpoints (self);
  fill_spreads (self);
  gtk_widget_set_visible (GTK_WIDGET (self->curves_group), google != NULL);
  if (google != NULL)
    read_curves (self, google);
}

ExmTuningJob *
exm_job_view_get_job (ExmJobView *self)
{
  g_return_val_if_fail (EXM_IS_JOB_VIEW (self), NULL);

  return self->job;
}
