/* exm-tune-progress.c - one tuning job: its steps, its state, its curves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-tune-progress.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-curve-view.h"
#include "exm-tooltip.h"

struct _ExmTuneProgress
{
  AdwBin parent_instance;

  GtkLabel       *title;
  GtkLabel       *practice;
  GtkLabel       *status;
  GtkProgressBar *bar;
  GtkLabel       *times;
  GtkFlowBox     *steps;
  GtkFlowBox     *curves;
  GtkButton      *cancel_button;
  GtkButton      *again_button;
  GtkButton      *test_button;
  GtkButton      *dropped_button;
  GtkButton      *details_button;
  GtkButton      *further_button;
  GtkLabel       *tokens;

  GtkImage     *marks[EXM_SUBMIT_ENDED]; /* one a step */
  ExmCurveView *loss;
  ExmCurveView *accuracy;

  ExmSubmitRun  *run; /* nullable */
  ExmSubmission *submission;
  char          *told; /* state that was told last; NULL = none of this job */
  guint          timer;
};

enum
{
  SIGNAL_TRY_AGAIN,
  SIGNAL_CANCEL_STOPPED,
  SIGNAL_TEST,
  SIGNAL_DROPPED,
  SIGNAL_DETAILS,
  SIGNAL_FURTHER,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmTuneProgress, exm_tune_progress, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static gboolean
is_running (ExmTuneProgress *self)
{
  return self->run != NULL && exm_submit_run_is_running (self->run);
}

/* --- words -------------------------------------------------------------------------- */

static char *
duration_text (gint64 seconds)
{
  if (seconds < 60)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d second", "%d seconds", (gulong)seconds), (int)seconds);
  if (seconds < 3600)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d minute", "%d minutes", (gulong)(seconds / 60)), (int)(seconds / 60));
  /* Translators: hours and minutes */
  return g_strdup_printf (_("%d h %02d min"), (int)(seconds / 3600), (int)(seconds / 60 % 60));
}

static void
update_times (ExmTuneProgress *self)
{
  gint64           now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *elapsed = duration_text (exm_submission_get_elapsed (self->submission, now));
  g_autoptr(GString) text = g_string_new (NULL);

  if (self->submission->ended > 0)
    g_string_append_printf (text, _("Took %s"), elapsed);
  else
    g_string_append_printf (text, _("%s so far"), elapsed);
  if (is_running (self))
    {
      gint64 rate = exm_submit_run_get_rate (self->run);
      int    remaining = exm_submit_run_get_remaining (self->run);
      gint64 expected = exm_submit_run_get_expected (self->run);

      if (rate > 0)
        {
          g_autofree char *size = g_format_size ((guint64)rate);

          /* Translators: a size, such as "1.2 MB" */
          g_string_append_printf (text, _(" · %s a second"), size);
        }
      if (remaining >= 0)
        {
          g_autofree char *left = duration_text (remaining);

          /* Translators: a duration */
          g_string_append_printf (text, _(" · %s left"), left);
        }
      else if (expected > 0)
        {
          g_autofree char *usual = duration_text (expected);

          /* Translators: a duration */
          g_string_append_printf (text, _(" · jobs like this took about %s"), usual);
        }
    }
  if (self->submission->n_training > 0)
    g_string_append_printf (text, _(" · %d examples to train, %d to validate"),
                                     (int)self->submission->n_training, (int)self->submission->n_validation);
  gtk_label_set_label (self->times, text->str);
}

static gboolean
tick_cb (gpointer user_data)
{
  update_times (user_data);
  return G_SOURCE_CONTINUE;
}

/* What happens while somebody waits for it. */
static void
tell_state (ExmTuneProgress *self,
            const char      *words)
{
  g_autofree char *text = NULL;

  if (g_strcmp0 (self->told, words) == 0)
    return;
  g_free (self->told);
  self->told = g_strdup (words);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  text = g_strdup_printf (_("%s: %s"), self->submission->display_name, words);
  exm_compat_announce (GTK_WIDGET (self), text);
}

static void
update_status (ExmTuneProgress *self)
{
  const GError    *error = self->run != NULL ? exm_submit_run_get_error (self->run) : NULL;
  const char      *words = exm_submission_state_get_words (self->submission->state_text);
  g_autofree char *text = NULL;

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      const char *advice = exm_cloud_error_get_advice (error);

      text = advice != NULL ? g_strdup_printf ("%s. %s", error->message, advice) : g_strdup (error->message);
    }
  else if (is_running (self) && exm_submit_run_get_message (self->run) != NULL)
    text = g_strdup (exm_submit_run_get_message (self->run));
  else if (self->submission->error != NULL)
    text = g_strdup_printf ("%s: %s", words, self->submission->error);
  else
    text = g_strdup (words);
  gtk_label_set_label (self->status, text);
  tell_state (self, error != NULL || self->submission->error != NULL ? text : words);
}

/* --- pictures ------------------------------------------------------------------------- */

static void
update_steps (ExmTuneProgress *self)
{
  ExmSubmitStep now = self->submission->step;
  gboolean      bad = exm_submission_is_ended (self->submission) && !exm_submission_succeeded (self->submission);

  for (guint i = 0; i < EXM_SUBMIT_ENDED; i++)
    {
      const char *icon = i < now ? "object-select-symbolic" : i == now ? "media-playback-start-symbolic"
                                                                       : "content-loading-symbolic";
      const char *state = i < now ? _("Done") : i == now ? _("Under way") : _("Not yet");

      if (bad && i == EXM_SUBMIT_FOLLOW)
        {
          icon = "dialog-warning-symbolic";
          state = exm_submission_state_get_words (self->submission->state_text);
        }
      gtk_image_set_from_icon_name (self->marks[i], icon);
      exm_tooltip_set_name (GTK_WIDGET (self->marks[i]), state);
    }
  /* Of a job that has ended well only the result counts. */
  gtk_widget_set_visible (GTK_WIDGET (self->steps), !exm_submission_is_ended (self->submission));
}

static const ExmCurve *
find_curve (GPtrArray  *curves,
            const char *name)
{
  for (guint i = 0; i < curves->len; i++)
    {
      const ExmCurve *curve = g_ptr_array_index (curves, i);

      if (g_str_equal (curve->name, name))
        return curve;
    }
  return NULL;
}

static void
update_curves (ExmTuneProgress *self)
{
  GPtrArray *curves = self->run != NULL ? exm_submit_run_get_curves (self->run) : self->submission->curves;

  exm_curve_view_set (self->loss, _("Loss: lower is better"), FALSE,
                                     find_curve (curves, EXM_CURVE_TRAIN_LOSS), find_curve (curves, EXM_CURVE_EVAL_LOSS));
  exm_curve_view_set (self->accuracy, _("Accuracy: higher is better"), TRUE,
                                         find_curve (curves, EXM_CURVE_TRAIN_ACCURACY), find_curve (curves, EXM_CURVE_EVAL_ACCURACY));
  gtk_widget_set_visible (GTK_WIDGET (self->curves), curves->len > 0);
}

static void
update_bar (ExmTuneProgress *self)
{
  gboolean running = is_running (self);
  double   fraction = running ? exm_submit_run_get_fraction (self->run) : -1;

  gtk_widget_set_visible (GTK_WIDGET (self->bar), running);
  if (!running)
    return;
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->bar, fraction);
  else
    gtk_progress_bar_pulse (self->bar);
}

static void
update_figures (ExmTuneProgress *self)
{
  g_autofree char *dropped = exm_submission_dup_dropped_words (self->submission);
  g_autofree char *tokens = exm_submission_dup_tokens_words (self->submission);
  g_autoptr(GString) text = g_string_new (tokens);
  gulong n = self->submission->dropped->len;

  if (dropped != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", dropped);
  gtk_label_set_label (self->tokens, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->tokens), text->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->dropped_button), n > 0);
  if (n > 0)
    {
      g_autofree char *label = g_strdup_printf (ngettext ("_Open the %lu Post That Was Dropped…", "_Open the %lu Posts That Were Dropped…", n), n);

      gtk_button_set_label (self->dropped_button, label);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->details_button), self->submission->job_name != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->further_button), exm_submission_succeeded (self->submission) && self->submission->model != NULL);
}

static void
update_all (ExmTuneProgress *self)
{
  gboolean running = is_running (self);

  if (!running || self->submission == NULL)
    g_clear_handle_id (&self->timer, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self), self->submission != NULL);
  if (self->submission == NULL)
    return;
  gtk_label_set_label (self->title, self->submission->display_name != NULL ? self->submission->display_name : "");
  gtk_widget_set_visible (GTK_WIDGET (self->practice), self->submission->practice);
  update_status (self);
  update_bar (self);
  update_times (self);
  update_steps (self);
  update_figures (self);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), !exm_submission_is_ended (self->submission));
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), !running || !self->submission->cancel_asked);
  gtk_widget_set_visible (GTK_WIDGET (self->again_button), !running && !exm_submission_is_ended (self->submission));
  gtk_widget_set_visible (GTK_WIDGET (self->test_button), exm_submission_succeeded (self->submission));
  if (running && self->timer == 0)
    self->timer = g_timeout_add_seconds (1, tick_cb, self);
}

/* --- run ---------------------------------------------------------------------------------- */

static void
run_changed_cb (ExmTuneProgress *self)
{
  ExmSubmission *submission = exm_submit_run_get_submission (self->run);

  if (submission != self->submission)
    {
      g_clear_pointer (&self->submission, exm_submission_unref);
      self->submission = submission != NULL ? exm_submission_ref (submission) : NULL;
    }
  update_all (self);
}

static void
cancel_clicked_cb (ExmTuneProgress *self)
{
  if (is_running (self))
    exm_submit_run_cancel (self->run);
  else
    g_signal_emit (self, signals[SIGNAL_CANCEL_STOPPED], 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), FALSE);
}

static void
again_clicked_cb (ExmTuneProgress *self)
{
  g_signal_emit (self, signals[SIGNAL_TRY_AGAIN], 0);
}

static void
test_clicked_cb (ExmTuneProgress *self)
{
  g_signal_emit (self, signals[SIGNAL_TEST], 0);
}

static void
dropped_clicked_cb (ExmTuneProgress *self)
{
  g_signal_emit (self, signals[SIGNAL_DROPPED], 0);
}

static void
details_clicked_cb (ExmTuneProgress *self)
{
  g_signal_emit (self, signals[SIGNAL_DETAILS], 0);
}

static void
further_clicked_cb (ExmTuneProgress *self)
{
  g_signal_emit (self, signals[SIGNAL_FURTHER], 0);
}

/* --- object ---------------------------------------------------------------------------------- */

static void
drop_run (ExmTuneProgress *self)
{
  if (self->run == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_object (&self->run);
}

static void
exm_tune_progress_dispose (GObject *object)
{
  ExmTuneProgress *self = EXM_TUNE_PROGRESS (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  drop_run (self);
  g_clear_pointer (&self->told, g_free);
  g_clear_pointer (&self->submission, exm_submission_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_TUNE_PROGRESS);

  G_OBJECT_CLASS (exm_tune_progress_parent_class)->dispose (object);
}

static void
exm_tune_progress_class_init (ExmTuneProgressClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_tune_progress_dispose;
  signals[SIGNAL_TRY_AGAIN] = g_signal_new ("try-again", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CANCEL_STOPPED] = g_signal_new ("cancel-stopped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DROPPED] = g_signal_new ("dropped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FURTHER] = g_signal_new ("further", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DETAILS] = g_signal_new ("details", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TEST] = g_signal_new ("test", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-tune-progress.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, title);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, practice);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, status);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, bar);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, times);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, steps);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, curves);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, again_button);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, test_button);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, dropped_button);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, details_button);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, further_button);
  gtk_widget_class_bind_template_child (widget_class, ExmTuneProgress, tokens);
  gtk_widget_class_bind_template_callback (widget_class, cancel_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, dropped_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, further_clicked_cb);
}

static void
exm_tune_progress_init (ExmTuneProgress *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < EXM_SUBMIT_ENDED; i++)
    {
      GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
      GtkWidget *label = gtk_label_new (exm_submit_step_get_words (i));

      self->marks[i] = GTK_IMAGE (gtk_image_new ());
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->marks[i]));
      gtk_box_append (GTK_BOX (row), label);
      gtk_flow_box_append (self->steps, row);
      gtk_widget_set_focusable (gtk_widget_get_parent (row), FALSE);
    }
  self->loss = EXM_CURVE_VIEW (exm_curve_view_new ());
  self->accuracy = EXM_CURVE_VIEW (exm_curve_view_new ());
  gtk_flow_box_append (self->curves, GTK_WIDGET (self->loss));
  gtk_flow_box_append (self->curves, GTK_WIDGET (self->accuracy));
  gtk_widget_set_size_request (GTK_WIDGET (self->curves), -1, 180);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
exm_tune_progress_show_run (ExmTuneProgress *self,
                            ExmSubmitRun    *run)
{
  g_return_if_fail (EXM_IS_TUNE_PROGRESS (self));

  drop_run (self);
  g_clear_pointer (&self->told, g_free);
  if (run == NULL)
    {
      g_clear_pointer (&self->submission, exm_submission_unref);
      update_all (self);
      return;
    }
  self->run = g_object_ref (run);
  g_signal_connect_object (run, "notify", G_CALLBACK (run_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "curves-changed", G_CALLBACK (update_curves), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "ended", G_CALLBACK (run_changed_cb), self, G_CONNECT_SWAPPED);
  run_changed_cb (self);
  if (self->submission != NULL)
    update_curves (self);
}

void
exm_tune_progress_show_submission (ExmTuneProgress *self,
                                   ExmSubmission   *submission)
{
  g_return_if_fail (EXM_IS_TUNE_PROGRESS (self));
  g_return_if_fail (submission != NULL);

  exm_submission_ref (submission);
  drop_run (self);
  g_clear_pointer (&self->submission, exm_submission_unref);
  self->submission = submission;
  /* What is looked up is read, and has not just happened. */
  g_free (self->told);
  self->told = g_strdup (exm_submission_state_get_words (submission->state_text));
  update_curves (self);
  update_all (self);
}

ExmSubmission *
exm_tune_progress_get_submission (ExmTuneProgress *self)
{
  g_return_val_if_fail (EXM_IS_TUNE_PROGRESS (self), NULL);

  return self->submission;
}

void
exm_tune_progress_focus (ExmTuneProgress *self)
{
  g_return_if_fail (EXM_IS_TUNE_PROGRESS (self));

  /* Not to a button: a second Enter would cancel what the first one has begun. */
  gtk_widget_set_focusable (adw_bin_get_child (ADW_BIN (self)), TRUE);
  gtk_widget_grab_focus (adw_bin_get_child (ADW_BIN (self)));
}
