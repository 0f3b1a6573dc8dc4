/* exm-tune-page-run.c - a submission from the Tune page: begun, gone on with, ended
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-tune-page-private.h"

#include <glib/gi18n-lib.h>

#include "exm-settings.h"

/* options or a stopped submission ─► session of its account ─► ExmSubmitRun ─► the end */

/* --- the end ------------------------------------------------------------------------------- */

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

/* Where the form was, or the job, is something else now: what had the keyboard has gone. */
static void
give_keyboard (ExmTunePage *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || (focus != NULL && gtk_widget_get_mapped (focus) && !GTK_IS_PANED (focus)))
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (self->progress)))
    exm_tune_progress_focus (self->progress);
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
run_ended_cb (ExmSubmitRun *run,
              ExmTunePage  *self)
{
  ExmSubmission *submission = exm_submit_run_get_submission (run);
  const GError  *error = exm_submit_run_get_error (run);

  _exm_tune_page_set_busy (self, FALSE);
  if (submission != NULL && exm_submission_is_ended (submission))
    {
      notify_end (self, submission);
      g_clear_object (&self->run);
      exm_tune_progress_show_submission (self->progress, submission);
    }
  else if (submission == NULL)
    {
      exm_cloud_problem_set (self->problem, _ ("Tuning could not be started"), error, TRUE);
      exm_tune_progress_show_run (self->progress, NULL);
      g_clear_object (&self->run);
    }
  else
    exm_cloud_problem_set (self->problem, _ ("The tuning job cannot go on just now"), error, TRUE);
  _exm_tune_page_changed (self);
  _exm_tune_page_reload (self, FALSE);
  give_keyboard (self);
}

/* --- on its way ------------------------------------------------------------------------------ */

/* The list need not know of each change of figures. */
static void
run_step_cb (ExmTunePage *self)
{
  ExmSubmission *submission = exm_submit_run_get_submission (self->run);

  if (submission != NULL && submission->request_id != NULL && self->run_account != NULL)
    exm_account_manager_keep_job_account (self->manager, submission->request_id, self->run_account);
  _exm_tune_page_changed (self);
  _exm_tune_page_reload (self, FALSE);
  give_keyboard (self);
}

static void
begin_run (ExmTunePage  *self,
           ExmSubmitRun *run)
{
  g_set_object (&self->run, run);
  g_signal_connect_object (run, "ended", G_CALLBACK (run_ended_cb), self, 0);
  g_signal_connect_object (run, "notify::step", G_CALLBACK (run_step_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::job-state", G_CALLBACK (run_step_cb), self, G_CONNECT_SWAPPED);
  _exm_tune_page_set_busy (self, TRUE);
  exm_submit_run_start (run);
  exm_tune_progress_show_run (self->progress, run);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ExmTunePage) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmGoogle) google = exm_account_manager_connect_finish (EXM_ACCOUNT_MANAGER (source), result, &error);
  g_autoptr(ExmSubmitOptions) wanted = NULL;
  g_autoptr(ExmSubmission) to_resume = NULL;
  g_autoptr(ExmSubmitRun) run = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->dataset == NULL)
    return;
  wanted = g_steal_pointer (&self->wanted);
  to_resume = g_steal_pointer (&self->to_resume);
  if (google == NULL)
    {
      _exm_tune_page_set_busy (self, FALSE);
      if (to_resume != NULL)
        exm_tune_progress_show_submission (self->progress, to_resume);
      exm_cloud_problem_set (self->problem,
                             g_strcmp0 (self->run_account, EXM_PRACTICE_ACCOUNT) == 0
                             ? _ ("The practice service could not be started")
                             : _ ("This account cannot be used now"),
                                  error, TRUE);
      give_keyboard (self);
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
connect_account (ExmTunePage *self,
                 const char  *account)
{
  g_autofree char *id = g_strdup (account);

  g_free (self->run_account);
  self->run_account = g_steal_pointer (&id);
  exm_cloud_problem_set (self->problem, NULL, NULL, FALSE);
  _exm_tune_page_set_busy (self, TRUE);
  exm_account_manager_connect_async (self->manager, self->run_account, self->cancellable, connected_cb, g_object_ref (self));
}

/* --- begin ---------------------------------------------------------------------------------------- */

void
_exm_tune_page_start (ExmTunePage *self)
{
  if (exm_tune_page_is_busy (self) || exm_ready_view_get_reason (self->ready) != NULL)
    return;
  g_clear_pointer (&self->wanted, exm_submit_options_free);
  self->wanted = exm_tune_form_dup_options (self->form);
  exm_ready_view_fill_options (self->ready, self->wanted);
  connect_account (self, exm_ready_view_get_account (self->ready));
}

void
_exm_tune_page_resume (ExmTunePage   *self,
                       ExmSubmission *submission,
                       gboolean       cancel)
{
  g_autofree char *account = NULL;

  if (self->run != NULL && exm_submit_run_is_running (self->run))
    return;
  g_clear_pointer (&self->waits, exm_submission_unref);
  account = exm_account_manager_dup_job_account (self->manager, submission->request_id, submission->practice);
  if (account == NULL)
    {
      /* Its state is told by the dataset; it goes on as soon as somebody is signed in. */
      self->waits = exm_submission_ref (submission);
      exm_tune_progress_show_submission (self->progress, submission);
      if (exm_account_manager_is_loaded (self->manager))
        {
          g_autoptr(GError) error = g_error_new_literal (EXM_CLOUD_ERROR, EXM_CLOUD_ERROR_AUTH,
                                                          _ ("Nobody is signed in. The job goes on at Google; sign in to follow it"));

          exm_cloud_problem_set (self->problem, _ ("Not signed in"), error, TRUE);
        }
      return;
    }
  g_clear_object (&self->run);
  g_clear_pointer (&self->to_resume, exm_submission_unref);
  self->to_resume = exm_submission_ref (submission);
  self->cancel_it = cancel;
  connect_account (self, account);
}

void
_exm_tune_page_resume_first (ExmTunePage *self)
{
  for (guint i = 0; i < self->submissions->len; i++)
    {
      ExmSubmission *submission = g_ptr_array_index (self->submissions, i);

      if (exm_submission_is_ended (submission) || exm_dataset_is_read_only (self->dataset))
        continue;
      _exm_tune_page_resume (self, submission, FALSE);
      return;
    }
}

void
_exm_tune_page_retry_waiting (ExmTunePage *self)
{
  g_autoptr(ExmSubmission) submission = NULL;

  if (self->waits == NULL || self->dataset == NULL)
    return;
  submission = g_steal_pointer (&self->waits);
  _exm_tune_page_resume (self, submission, FALSE);
}

void
_exm_tune_page_problem_action (ExmTunePage   *self,
                               ExmCloudAction action)
{
  ExmSubmission *submission = exm_tune_progress_get_submission (self->progress);

  if (action == EXM_CLOUD_ACTION_SIGN_IN)
    exm_ready_view_sign_in (self->ready);
  else if (action == EXM_CLOUD_ACTION_CHECK_JOBS)
    _exm_tune_page_show_jobs (self, self->run_account, NULL);
  else if (submission != NULL && !exm_submission_is_ended (submission))
    _exm_tune_page_resume (self, submission, FALSE);
  else
    exm_cloud_problem_set (self->problem, NULL, NULL, FALSE);
}

void
_exm_tune_page_forget_run (ExmTunePage *self)
{
  if (self->run != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->run, self);
      exm_submit_run_stop (self->run);
      g_clear_object (&self->run);
    }
  g_clear_pointer (&self->wanted, exm_submit_options_free);
  g_clear_pointer (&self->to_resume, exm_submission_unref);
  g_clear_pointer (&self->waits, exm_submission_unref);
  self->cancel_it = FALSE;
}
