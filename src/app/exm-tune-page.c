/* exm-tune-page.c - from the examples to a tuned model: one button, then watch
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-tune-page.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-practice-manager.h"
#include "exm-settings.h"
#include "exm-submit-run.h"
#include "exm-tune-form.h"
#include "exm-tune-progress.h"

struct _ExmTunePage
{
  AdwBin parent_instance;

  ExmTuneProgress     *progress;
  ExmTuneForm         *form;
  AdwPreferencesGroup *jobs_group;
  GtkListBox          *jobs;

  ExmDataset   *dataset;
  ExmCatalogue *catalogue;
  ExmSubmitRun *run;         /* under way, or stopped with an error */
  GPtrArray    *submissions; /* newest first; nullable */
  GCancellable *cancellable; /* of the dataset that is shown */

  ExmSubmitOptions *wanted; /* to be begun when the service answers */
  ExmSubmission    *to_resume;
  gboolean          cancel_it; /* what is resumed is to be cancelled */
};

enum
{
  PROP_0,
  PROP_DATASET,
  PROP_BASE_MODEL,
  N_PROPS
};

enum
{
  SIGNAL_SUBMISSIONS_CHANGED,
  SIGNAL_TEST,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (ExmTunePage, exm_tune_page, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPS];
static guint       signals[N_SIGNALS];

static void reload (ExmTunePage *self,
                    gboolean     resume);

/* While a job is under way there is one thing to look at. */
static void
set_busy (ExmTunePage *self,
          gboolean     busy)
{
  exm_tune_form_set_busy (self->form, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->form), !busy);
  gtk_widget_set_visible (exm_tune_form_get_foot (self->form), !busy);
}

/* What is shown of a job. One button at a time is the main one: of a job that went
 * well it is the one that asks its model. */
static void
show_job (ExmTunePage   *self,
          ExmSubmitRun  *run,
          ExmSubmission *submission)
{
  if (submission != NULL)
    exm_tune_progress_show_submission (self->progress, submission);
  else
    exm_tune_progress_show_run (self->progress, run);
  exm_tune_form_set_suggested (self->form, submission == NULL || !exm_submission_succeeded (submission));
}

/* --- list of jobs ----------------------------------------------------------------------- */

static char *
time_text (gint64 seconds)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (seconds);

  /* Translators: date and time of day, as strftime has them */
  return time != NULL ? g_date_time_format (time, _("%x %H:%M")) : g_strdup ("");
}

static GtkWidget *
make_job_row (ExmSubmission *submission)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *when = time_text (submission->created);
  g_autofree char *account = submission->practice ? g_strdup (_("Practice")) : g_strdup (_("Google"));
  g_autofree char *subtitle = g_strdup_printf ("%s · %s · %s · %s", account, when, submission->base_model,
                                               exm_submission_state_get_words (submission->state_text));
  g_autofree char *title = g_markup_escape_text (submission->display_name != NULL ? submission->display_name : "", -1);
  g_autofree char *escaped = g_markup_escape_text (subtitle, -1);
  const char      *icon = exm_submission_succeeded (submission)  ? "object-select-symbolic"
                          : exm_submission_is_ended (submission) ? "dialog-warning-symbolic"
                                                                 : "content-loading-symbolic";

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "submission", exm_submission_ref (submission), (GDestroyNotify)exm_submission_unref);
  return row;
}

static void
fill_jobs (ExmTunePage *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->jobs))) != NULL)
    gtk_list_box_remove (self->jobs, row);
  for (guint i = 0; self->submissions != NULL && i < self->submissions->len; i++)
    gtk_list_box_append (self->jobs, make_job_row (g_ptr_array_index (self->submissions, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->jobs_group), self->submissions != NULL && self->submissions->len > 0);
}

static void
job_activated_cb (ExmTunePage   *self,
                  GtkListBoxRow *row)
{
  ExmSubmission *submission = g_object_get_data (G_OBJECT (row), "submission");
  ExmSubmission *running = self->run != NULL ? exm_submit_run_get_submission (self->run) : NULL;

  if (running != NULL && running->id == submission->id)
    show_job (self, self->run, NULL);
  else
    show_job (self, NULL, submission);
  gtk_widget_child_focus (GTK_WIDGET (self->progress), GTK_DIR_TAB_FORWARD);
}

/* --- run ----------------------------------------------------------------------------------- */

static void
notify_end (ExmTunePage         *self,
            const ExmSubmission *submission)
{
  GApplication    *app = g_application_get_default ();
  g_autofree char *uri = g_file_get_uri (exm_dataset_get_file (self->dataset));
  g_autofree char *body = NULL;
  g_autoptr(GNotification) notification = NULL;

  if (app == NULL || !g_settings_get_boolean (exm_settings_get_default (), "notify-when-done"))
    return;
  /* Whoever looks at the page sees it. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && gtk_window_is_active (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)))))
    return;
  /* Translators: %s is the name of a tuned model */
  notification = g_notification_new (exm_submission_succeeded (submission) ? _("The tuned model is ready")
                                                                           : _("The tuning job has ended"));
  body = submission->practice
    /* Translators: name of a tuned model and the state of its job */
    ? g_strdup_printf (_("Practice: “%s”: %s"), submission->display_name, exm_submission_state_get_words (submission->state_text))
    : g_strdup_printf (_("“%s”: %s"), submission->display_name, exm_submission_state_get_words (submission->state_text));
  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.show-job", "s", uri);
  g_application_send_notification (app, submission->request_id, notification);
}

static void
run_ended_cb (ExmSubmitRun *run,
              ExmTunePage  *self)
{
  ExmSubmission *submission = exm_submit_run_get_submission (run);
  const GError  *error = exm_submit_run_get_error (run);

  set_busy (self, FALSE);
  if (submission != NULL && exm_submission_is_ended (submission))
    {
      notify_end (self, submission);
      g_clear_object (&self->run);
      show_job (self, NULL, submission);
    }
  else if (submission == NULL && error != NULL)
    {
      exm_feedback_error (GTK_WIDGET (self), _("Tuning could not be started"), error);
      show_job (self, NULL, NULL);
      g_clear_object (&self->run);
    }
  g_signal_emit (self, signals[SIGNAL_SUBMISSIONS_CHANGED], 0);
  reload (self, FALSE);
}

/* The list need not know of each change of figures. */
static void
run_step_cb (ExmTunePage *self)
{
  g_signal_emit (self, signals[SIGNAL_SUBMISSIONS_CHANGED], 0);
  reload (self, FALSE);
}

static void
begin_run (ExmTunePage  *self,
           ExmSubmitRun *run)
{
  g_set_object (&self->run, run);
  g_signal_connect_object (run, "ended", G_CALLBACK (run_ended_cb), self, 0);
  g_signal_connect_object (run, "notify::step", G_CALLBACK (run_step_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::job-state", G_CALLBACK (run_step_cb), self, G_CONNECT_SWAPPED);
  set_busy (self, TRUE);
  exm_submit_run_start (run);
  show_job (self, run, NULL);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ExmTunePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmGoogle) google = exm_practice_manager_connect_finish (EXM_PRACTICE_MANAGER (source), result, &error);
  g_autoptr(ExmSubmitOptions) wanted = NULL;
  g_autoptr(ExmSubmission) to_resume = NULL;
  g_autoptr(ExmSubmitRun) run = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->dataset == NULL)
    return;
  wanted = g_steal_pointer (&self->wanted);
  to_resume = g_steal_pointer (&self->to_resume);
  if (google == NULL)
    {
      set_busy (self, FALSE);
      exm_feedback_error (GTK_WIDGET (self), _("The practice service could not be started"), error);
      return;
    }
  if (to_resume != NULL)
    run = exm_submit_run_new_resume (self->dataset, google, self->catalogue, to_resume);
  else if (wanted != NULL)
    run = exm_submit_run_new (self->dataset, google, self->catalogue, wanted);
  if (run == NULL)
    return;
  if (self->cancel_it)
    exm_submit_run_cancel (run);
  self->cancel_it = FALSE;
  begin_run (self, run);
}

static void
connect_practice (ExmTunePage *self)
{
  set_busy (self, TRUE);
  exm_practice_manager_connect_async (exm_practice_manager_get_default (), self->cancellable, connected_cb, g_object_ref (self));
}

static void
resume (ExmTunePage   *self,
        ExmSubmission *submission,
        gboolean       cancel)
{
  if (self->run != NULL && exm_submit_run_is_running (self->run))
    return;
  g_clear_object (&self->run);
  g_clear_pointer (&self->to_resume, exm_submission_unref);
  self->to_resume = exm_submission_ref (submission);
  self->cancel_it = cancel;
  connect_practice (self);
}

static void
start_cb (ExmTunePage *self)
{
  if (exm_tune_page_is_busy (self))
    return;
  g_clear_pointer (&self->wanted, exm_submit_options_free);
  self->wanted = exm_tune_form_dup_options (self->form);
  connect_practice (self);
}

static void
try_again_cb (ExmTunePage *self)
{
  ExmSubmission *submission = exm_tune_progress_get_submission (self->progress);

  if (submission != NULL)
    resume (self, submission, FALSE);
}

static void
cancel_stopped_cb (ExmTunePage *self)
{
  ExmSubmission *submission = exm_tune_progress_get_submission (self->progress);

  if (submission != NULL)
    resume (self, submission, TRUE);
}

static void
test_cb (ExmTunePage *self)
{
  ExmSubmission *submission = exm_tune_progress_get_submission (self->progress);

  if (submission != NULL)
    g_signal_emit (self, signals[SIGNAL_TEST], 0, submission->id);
}

static void
base_model_cb (ExmTunePage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BASE_MODEL]);
}

/* --- what the dataset holds ------------------------------------------------------------------ */

typedef struct
{
  ExmTunePage *page;
  gboolean     resume;
} Reload;

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Reload *reloading = user_data;
  g_autoptr(ExmTunePage) self = reloading->page;
  g_autoptr(GError) error = NULL;
  GPtrArray *submissions = exm_submission_list_finish (EXM_DATASET (source), result, &error);

  if (submissions == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("Cannot list the tuning jobs: %s", error->message);
      return;
    }
  if (EXM_DATASET (source) != self->dataset)
    {
      g_ptr_array_unref (submissions);
      return;
    }
  g_clear_pointer (&self->submissions, g_ptr_array_unref);
  self->submissions = submissions;
  fill_jobs (self);
  if (!reloading->resume || submissions->len == 0)
    return;
  for (guint i = 0; i < submissions->len; i++)
    {
      ExmSubmission *submission = g_ptr_array_index (submissions, i);

      if (!exm_submission_is_ended (submission) && submission->practice && !exm_dataset_is_read_only (self->dataset))
        {
          resume (self, submission, FALSE);
          return;
        }
    }
}

static void
reload (ExmTunePage *self,
        gboolean     resume_it)
{
  Reload *reloading;

  if (self->dataset == NULL)
    return;
  reloading = g_new0 (Reload, 1);
  reloading->page = g_object_ref (self);
  reloading->resume = resume_it;
  exm_submission_list_async (self->dataset, self->cancellable, listed_cb, reloading);
}

/* --- object ------------------------------------------------------------------------------------ */

static void
forget (ExmTunePage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->run != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->run, self);
      exm_submit_run_stop (self->run);
      g_clear_object (&self->run);
    }
  g_clear_pointer (&self->submissions, g_ptr_array_unref);
  g_clear_pointer (&self->wanted, exm_submit_options_free);
  g_clear_pointer (&self->to_resume, exm_submission_unref);
  g_clear_object (&self->dataset);
}

static void
exm_tune_page_dispose (GObject *object)
{
  ExmTunePage *self = EXM_TUNE_PAGE (object);

  forget (self);
  g_clear_object (&self->catalogue);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_TUNE_PAGE);

  G_OBJECT_CLASS (exm_tune_page_parent_class)->dispose (object);
}

static void
exm_tune_page_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  ExmTunePage *self = EXM_TUNE_PAGE (object);

  switch (prop_id)
    {
    case PROP_DATASET:
      g_value_set_object (value, self->dataset);
      break;
    case PROP_BASE_MODEL:
      g_object_get_property (G_OBJECT (self->form), "base-model", value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
exm_tune_page_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  if (prop_id == PROP_DATASET)
    exm_tune_page_set_dataset (EXM_TUNE_PAGE (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
exm_tune_page_class_init (ExmTunePageClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_tune_page_dispose;
  object_class->get_property = exm_tune_page_get_property;
  object_class->set_property = exm_tune_page_set_property;
  properties[PROP_DATASET] = g_param_spec_object ("dataset", NULL, NULL, EXM_TYPE_DATASET,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_BASE_MODEL] = g_param_spec_string ("base-model", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_SUBMISSIONS_CHANGED] = g_signal_new ("submissions-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                                      0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TEST] = g_signal_new ("test", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (EXM_TYPE_TUNE_FORM);
  g_type_ensure (EXM_TYPE_TUNE_PROGRESS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-tune-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmTunePage, progress);
  gtk_widget_class_bind_template_child (widget_class, ExmTunePage, form);
  gtk_widget_class_bind_template_child (widget_class, ExmTunePage, jobs_group);
  gtk_widget_class_bind_template_child (widget_class, ExmTunePage, jobs);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
  gtk_widget_class_bind_template_callback (widget_class, base_model_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
  gtk_widget_class_bind_template_callback (widget_class, job_activated_cb);
}

static void
exm_tune_page_init (ExmTunePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
exm_tune_page_new (void)
{
  return g_object_new (EXM_TYPE_TUNE_PAGE, NULL);
}

void
exm_tune_page_set_dataset (ExmTunePage *self,
                           ExmDataset  *dataset)
{
  g_return_if_fail (EXM_IS_TUNE_PAGE (self));
  g_return_if_fail (dataset == NULL || EXM_IS_DATASET (dataset));

  if (dataset == self->dataset)
    return;
  forget (self);
  show_job (self, NULL, NULL);
  set_busy (self, FALSE);
  g_set_object (&self->dataset, dataset);
  exm_tune_form_set_dataset (self->form, dataset, self->catalogue);
  fill_jobs (self);
  if (dataset != NULL)
    {
      self->cancellable = g_cancellable_new ();
      reload (self, TRUE);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATASET]);
}

ExmDataset *
exm_tune_page_get_dataset (ExmTunePage *self)
{
  g_return_val_if_fail (EXM_IS_TUNE_PAGE (self), NULL);

  return self->dataset;
}

void
exm_tune_page_set_catalogue (ExmTunePage  *self,
                             ExmCatalogue *catalogue)
{
  g_return_if_fail (EXM_IS_TUNE_PAGE (self));

  if (g_set_object (&self->catalogue, catalogue))
    exm_tune_form_set_dataset (self->form, self->dataset, catalogue);
}

const char *
exm_tune_page_get_base_model (ExmTunePage *self)
{
  g_return_val_if_fail (EXM_IS_TUNE_PAGE (self), NULL);

  return exm_tune_form_get_base_model (self->form);
}

gboolean
exm_tune_page_is_busy (ExmTunePage *self)
{
  g_return_val_if_fail (EXM_IS_TUNE_PAGE (self), FALSE);

  return self->wanted != NULL || self->to_resume != NULL || (self->run != NULL && exm_submit_run_is_running (self->run));
}

GtkWidget *
exm_tune_page_get_foot (ExmTunePage *self)
{
  g_return_val_if_fail (EXM_IS_TUNE_PAGE (self), NULL);

  return exm_tune_form_get_foot (self->form);
}

void
exm_tune_page_show_newest (ExmTunePage *self)
{
  g_return_if_fail (EXM_IS_TUNE_PAGE (self));

  if (self->run != NULL)
    show_job (self, self->run, NULL);
  else if (self->submissions != NULL && self->submissions->len > 0)
    show_job (self, NULL, g_ptr_array_index (self->submissions, 0));
}
