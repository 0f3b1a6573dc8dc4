/* exm-jobs-dialog.c - the tuning jobs of a project, wherever they run
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-jobs-dialog.h"

#include <glib/gi18n-lib.h>

#include "exm-account-manager.h"
#include "exm-cloud-problem.h"
#include "exm-compat.h"
#include "exm-job-view.h"
#include "exm-jobs.h"
#include "exm-submit-run.h"

/* session ─► survey of all regions ─► list ─► one job, read anew ─► its page */

struct _ExmJobsDialog
{
  AdwWindow parent_instance;

  GtkButton       *back_button;
  GtkButton       *refresh_button;
  AdwWindowTitle  *title;
  GtkStack        *stack; /* "busy", "list", "empty", "job" */
  ExmCloudProblem *problem;
  GtkLabel        *partial;
  GtkListBox      *list;
  ExmJobView      *view;
  GtkWidget       *cancel_button;
  GtkWidget       *again_button;

  ExmCatalogue *catalogue;
  ExmGoogle    *google; /* nullable until connected */
  char         *account;
  char         *project; /* nullable */
  char         *wanted;  /* nullable: job to open */
  GCancellable *cancellable;
  gboolean      is_listed;
};

G_DEFINE_FINAL_TYPE (ExmJobsDialog, exm_jobs_dialog, ADW_TYPE_WINDOW)

static guint again_signal;

static void list_jobs (ExmJobsDialog *self);

static void
show_page (ExmJobsDialog *self,
           const char    *name)
{
  gboolean is_job = g_str_equal (name, "job");

  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), is_job);
  gtk_widget_set_sensitive (GTK_WIDGET (self->refresh_button), !g_str_equal (name, "busy"));
  if (!is_job)
    adw_window_title_set_title (self->title, _ ("Tuning Jobs"));
}

/* --- one job ------------------------------------------------------------------------------------ */

static void
show_job (ExmJobsDialog *self,
          ExmTuningJob  *job)
{
  adw_window_title_set_title (self->title, job->display_name != NULL ? job->display_name : _ ("Tuning Job"));
  exm_job_view_set (self->view, job, self->google, self->catalogue);
  gtk_widget_set_visible (self->cancel_button, !exm_tuning_state_is_ended (job->state));
  gtk_widget_set_sensitive (self->cancel_button, job->state != EXM_TUNING_CANCELLING);
  show_page (self, "job");
  gtk_widget_grab_focus (self->again_button);
}

static void
got_job_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ExmJobsDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmTuningJob) job = exm_tuning_get_finish (EXM_GOOGLE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (job != NULL)
    {
      show_job (self, job);
      return;
    }
  show_page (self, self->is_listed ? "list" : "empty");
  exm_cloud_problem_set (self->problem, _ ("This job could not be opened"), error, TRUE);
}

/* The list gives a short picture only. */
static void
open_job (ExmJobsDialog *self,
          const char    *name)
{
  g_autofree char *job = g_strdup (name);

  exm_cloud_problem_set (self->problem, NULL, NULL, FALSE);
  g_free (self->wanted);
  self->wanted = g_steal_pointer (&job);
  show_page (self, "busy");
  exm_tuning_get_async (self->google, self->wanted, self->cancellable, got_job_cb, g_object_ref (self));
}

static void
cancelled_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ExmJobsDialog) self = user_data;
  g_autoptr(GError) error = NULL;

  if (exm_tuning_cancel_finish (EXM_GOOGLE (source), result, &error))
    {
      if (self->google != NULL && self->wanted != NULL)
        open_job (self, self->wanted);
      return;
    }
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_widget_set_sensitive (self->cancel_button, TRUE);
  exm_cloud_problem_set (self->problem, _ ("The job could not be cancelled"), error, FALSE);
}

static void
cancel_asked_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(ExmJobsDialog) self = user_data;
  g_autofree char *answer = exm_compat_ask_finish (result);
  ExmTuningJob    *job = self->view != NULL ? exm_job_view_get_job (self->view) : NULL;

  if (g_strcmp0 (answer, "cancel-job") != 0 || job == NULL || self->google == NULL)
    return;
  gtk_widget_set_sensitive (self->cancel_button, FALSE);
  exm_tuning_cancel_async (self->google, job->name, self->cancellable, cancelled_cb, g_object_ref (self));
}

static void
exm_jobs_dialog_cancel_cb (ExmJobsDialog *self)
{
  const ExmAnswer answers[] = { { "keep", _ ("_Let It Run"), ADW_RESPONSE_DEFAULT },
                                  { "cancel-job", _ ("_Cancel the Job"), ADW_RESPONSE_DESTRUCTIVE } };
  ExmTuningJob   *job = exm_job_view_get_job (self->view);

  if (job == NULL)
    return;
  exm_compat_ask_async (GTK_WINDOW (self), _ ("Cancel This Tuning Job?"),
                                              exm_jobs_get_request_id (job) != NULL
                                              ? _ ("What it has learned so far is lost.")
                                              : _ ("It was not started by this program: somebody else may be waiting for it. What it has learned so far is lost."),
                                                   NULL, answers, G_N_ELEMENTS (answers), cancel_asked_cb, g_object_ref (self));
}

static void
exm_jobs_dialog_again_cb (ExmJobsDialog *self)
{
  ExmTuningJob *job = exm_job_view_get_job (self->view);
  g_autoptr(ExmSubmitOptions) options = NULL;

  if (job == NULL)
    return;
  options = exm_submit_options_new_from_job (job);
  g_signal_emit (self, again_signal, 0, options);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- list ----------------------------------------------------------------------------------------- */

static GtkWidget *
make_row (ExmJobsDialog *self,
          ExmTuningJob  *job)
{
  GtkWidget          *row = adw_action_row_new ();
  const ExmBaseModel *model = job->base_model != NULL ? exm_catalogue_find (self->catalogue, job->base_model) : NULL;
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (job->created);
  /* Translators: date and time of day, as strftime has them */
  g_autofree char *when = time != NULL ? g_date_time_format (time, _ ("%x %H:%M")) : g_strdup ("");
  g_autofree char *subtitle = g_strdup_printf ("%s · %s · %s · %s", exm_tuning_state_get_words (job->state), job->location,
                                               model != NULL ? model->name : job->base_model != NULL ? job->base_model
                                                                                                     : _ ("unknown model"), when);
  const char      *icon = job->state == EXM_TUNING_SUCCEEDED       ? "object-select-symbolic"
                          : exm_tuning_state_is_ended (job->state) ? "dialog-warning-symbolic"
                                                                   : "content-loading-symbolic";

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), job->display_name != NULL ? job->display_name : job->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  if (exm_jobs_get_request_id (job) == NULL)
    {
      GtkWidget *other = gtk_label_new (_ ("Started elsewhere"));

      gtk_widget_add_css_class (other, "dim-label");
      gtk_widget_add_css_class (other, "caption");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), other);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "name", g_strdup (job->name), g_free);
  return row;
}

static void
surveyed_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ExmJobsDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmJobsSurvey) survey = exm_jobs_survey_finish (EXM_GOOGLE (source), result, &error);
  g_autofree char *partial = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (survey == NULL)
    {
      show_page (self, "empty");
      exm_cloud_problem_set (self->problem, _ ("The tuning jobs could not be listed"), error, TRUE);
      return;
    }
  for (guint i = 0; i < survey->jobs->len; i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (survey->jobs, i)));
  partial = exm_jobs_survey_dup_words (survey);
  gtk_label_set_label (self->partial, partial != NULL ? partial : "");
  gtk_widget_set_visible (GTK_WIDGET (self->partial), partial != NULL);
  self->is_listed = TRUE;
  show_page (self, survey->jobs->len > 0 ? "list" : "empty");
  if (survey->jobs->len > 0)
    gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
list_jobs (ExmJobsDialog *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  exm_cloud_problem_set (self->problem, NULL, NULL, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->partial), FALSE);
  show_page (self, "busy");
  exm_jobs_survey_async (self->google, self->project, self->catalogue, self->cancellable, surveyed_cb, g_object_ref (self));
}

static void
exm_jobs_dialog_activated_cb (ExmJobsDialog *self,
                              GtkListBoxRow *row)
{
  open_job (self, g_object_get_data (G_OBJECT (row), "name"));
}

static void
exm_jobs_dialog_back_cb (ExmJobsDialog *self)
{
  exm_job_view_set (self->view, NULL, NULL, NULL);
  g_clear_pointer (&self->wanted, g_free);
  if (!self->is_listed)
    list_jobs (self);
  else
    {
      show_page (self, gtk_widget_get_first_child (GTK_WIDGET (self->list)) != NULL ? "list" : "empty");
      gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
    }
}

/* --- session ---------------------------------------------------------------------------------------- */

static void
begin (ExmJobsDialog *self)
{
  if (self->wanted != NULL)
    open_job (self, self->wanted);
  else
    list_jobs (self);
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ExmJobsDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmGoogle) google = exm_account_manager_connect_finish (EXM_ACCOUNT_MANAGER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_set_object (&self->google, google);
  if (google == NULL)
    {
      show_page (self, "empty");
      exm_cloud_problem_set (self->problem, _ ("This account cannot be used now"), error, FALSE);
      return;
    }
  begin (self);
}

static void
connect_account (ExmJobsDialog *self)
{
  show_page (self, "busy");
  exm_account_manager_connect_async (exm_account_manager_get_default (), self->account, self->cancellable,
                                     connected_cb, g_object_ref (self));
}

static void
exm_jobs_dialog_refresh_cb (ExmJobsDialog *self)
{
  if (self->google == NULL)
    connect_account (self);
  else
    begin (self);
}

/* --- object ------------------------------------------------------------------------------------------ */

static void
refresh_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ExmJobsDialog *self = EXM_JOBS_DIALOG (widget);

  if (gtk_widget_get_sensitive (GTK_WIDGET (self->refresh_button)))
    exm_jobs_dialog_refresh_cb (self);
}

static void
exm_jobs_dialog_dispose (GObject *object)
{
  ExmJobsDialog *self = EXM_JOBS_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->google);
  g_clear_object (&self->catalogue);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_JOBS_DIALOG);

  G_OBJECT_CLASS (exm_jobs_dialog_parent_class)->dispose (object);
}

static void
exm_jobs_dialog_finalize (GObject *object)
{
  ExmJobsDialog *self = EXM_JOBS_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_free (self->account);
  g_free (self->project);
  g_free (self->wanted);

  G_OBJECT_CLASS (exm_jobs_dialog_parent_class)->finalize (object);
}

static void
exm_jobs_dialog_class_init (ExmJobsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_jobs_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_jobs_dialog_finalize;
  again_signal = g_signal_new ("again", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);

  g_type_ensure (EXM_TYPE_CLOUD_PROBLEM);
  g_type_ensure (EXM_TYPE_JOB_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-jobs-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmJobsDialog, back_button);
  gtk_widget_class_bind_template_child (widget_class, ExmJobsDialog, refresh_button);
  gtk_widget_class_bind_template_child (widget_class, ExmJobsDialog, title);
  gtk_widget_class_bind_template_child (widget_class, ExmJobsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ExmJobsDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, ExmJobsDialog, partial);
  gtk_widget_class_bind_template_child (widget_class, ExmJobsDialog, list);
  gtk_widget_class_bind_template_child (widget_class, ExmJobsDialog, view);
  gtk_widget_class_bind_template_child (widget_class, ExmJobsDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, ExmJobsDialog, again_button);
  gtk_widget_class_bind_template_callback (widget_class, exm_jobs_dialog_back_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_jobs_dialog_refresh_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_jobs_dialog_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_jobs_dialog_cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_jobs_dialog_again_cb);
  gtk_widget_class_install_action (widget_class, "jobs.refresh", NULL, refresh_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "jobs.refresh", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
exm_jobs_dialog_init (ExmJobsDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
exm_jobs_dialog_new (GtkWindow    *parent,
                     ExmCatalogue *catalogue,
                     const char   *account,
                     const char   *project,
                     const char   *job)
{
  ExmJobsDialog   *self = g_object_new (EXM_TYPE_JOBS_DIALOG, "transient-for", parent, NULL);
  g_autofree char *title = exm_account_manager_dup_title (exm_account_manager_get_default (), account);
  g_autofree char *subtitle = project != NULL ? g_strdup_printf ("%s · %s", title, project) : g_strdup (title);

  self->catalogue = g_object_ref (catalogue);
  self->account = g_strdup (account);
  self->project = g_strdup (project);
  self->wanted = g_strdup (job);
  adw_window_title_set_subtitle (self->title, subtitle);
  connect_account (self);
  return GTK_WIDGET (self);
}
