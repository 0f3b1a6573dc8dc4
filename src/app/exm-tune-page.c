/* exm-tune-page.c - from the examples to a tuned model: one button, then watch
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-tune-page-private.h"

#include <glib/gi18n-lib.h>

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

/* While a job is under way there is one thing to look at. */
void
_exm_tune_page_set_busy (ExmTunePage *self,
                         gboolean     busy)
{
  exm_tune_form_set_busy (self->form, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->ready), !busy);
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

/* --- buttons ------------------------------------------------------------------------------- */

void
_exm_tune_page_changed (ExmTunePage *self)
{
  g_signal_emit (self, signals[SIGNAL_SUBMISSIONS_CHANGED], 0);
}

static void
start_cb (ExmTunePage *self)
{
  _exm_tune_page_start (self);
}

static void
try_again_cb (ExmTunePage *self)
{
  ExmSubmission *submission = exm_tune_progress_get_submission (self->progress);

  if (submission != NULL)
    _exm_tune_page_resume (self, submission, FALSE);
}

static void
cancel_stopped_cb (ExmTunePage *self)
{
  ExmSubmission *submission = exm_tune_progress_get_submission (self->progress);

  if (submission != NULL)
    _exm_tune_page_resume (self, submission, TRUE);
}

static void
test_cb (ExmTunePage *self)
{
  ExmSubmission *submission = exm_tune_progress_get_submission (self->progress);

  if (submission != NULL)
    g_signal_emit (self, signals[SIGNAL_TEST], 0, submission->id);
}

static void
dropped_cb (ExmTunePage *self)
{
  ExmSubmission *submission = exm_tune_progress_get_submission (self->progress);

  if (submission != NULL)
    _exm_tune_page_show_dropped (self, submission);
}

static void
details_cb (ExmTunePage *self)
{
  ExmSubmission   *submission = exm_tune_progress_get_submission (self->progress);
  g_autofree char *account = NULL;

  if (submission == NULL || submission->job_name == NULL)
    return;
  account = exm_account_manager_dup_job_account (self->manager, submission->request_id, submission->practice);
  _exm_tune_page_show_jobs (self, account, submission->job_name);
}

static void
further_cb (ExmTunePage *self)
{
  ExmSubmission *submission = exm_tune_progress_get_submission (self->progress);

  if (submission != NULL)
    _exm_tune_page_go_further (self, submission);
}

static void
all_jobs_cb (ExmTunePage *self)
{
  _exm_tune_page_show_jobs (self, exm_ready_view_get_account (self->ready), NULL);
}

static void
open_job_cb (ExmTunePage *self,
             const char  *name)
{
  _exm_tune_page_show_jobs (self, exm_ready_view_get_account (self->ready), name);
}

static void
browse_cb (ExmTunePage *self)
{
  _exm_tune_page_browse (self);
}

static void
open_problems_cb (ExmTunePage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", "examples");
}

static void
problem_action_cb (ExmTunePage *self,
                   int          action)
{
  _exm_tune_page_problem_action (self, (ExmCloudAction)action);
}

/* --- form and ready page ---------------------------------------------------------------------- */

/* Both show the base model: whoever changes it takes the other along. */
static void
ready_changed_cb (ExmTunePage *self)
{
  ExmReady   *ready = exm_ready_view_get_ready (self->ready);
  const char *model = exm_ready_view_get_model (self->ready);

  if (self->matching || ready == NULL)
    return;
  self->matching = TRUE;
  if (model != NULL && g_strcmp0 (model, exm_tune_form_get_base_model (self->form)) != 0)
    exm_tune_form_set_base_model (self->form, model);
  exm_tune_form_set_place (self->form, exm_ready_view_is_practice (self->ready), exm_ready_view_get_reason (self->ready),
                           exm_ready_get_training_uri (ready));
  self->matching = FALSE;
}

static void
base_model_cb (ExmTunePage *self)
{
  exm_ready_view_set_model (self->ready, exm_tune_form_get_base_model (self->form));
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
  if (reloading->resume)
    _exm_tune_page_resume_first (self);
}

void
_exm_tune_page_reload (ExmTunePage *self,
                       gboolean     resume)
{
  Reload *reloading;

  if (self->dataset == NULL)
    return;
  reloading = g_new0 (Reload, 1);
  reloading->page = g_object_ref (self);
  reloading->resume = resume;
  exm_submission_list_async (self->dataset, self->cancellable, listed_cb, reloading);
}

/* --- object ------------------------------------------------------------------------------------ */

static void
forget (ExmTunePage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  _exm_tune_page_forget_run (self);
  g_clear_pointer (&self->submissions, g_ptr_array_unref);
  g_clear_object (&self->dataset);
}

static void
exm_tune_page_dispose (GObject *object)
{
  ExmTunePage *self = EXM_TUNE_PAGE (object);

  forget (self);
  g_clear_object (&self->catalogue);
  g_clear_object (&self->manager);
  g_clear_pointer (&self->run_account, g_free);
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

  g_type_ensure (EXM_TYPE_CLOUD_PROBLEM);
  g_type_ensure (EXM_TYPE_READY_VIEW);
  g_type_ensure (EXM_TYPE_TUNE_FORM);
  g_type_ensure (EXM_TYPE_TUNE_PROGRESS);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-tune-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmTunePage, progress);
  gtk_widget_class_bind_template_child (widget_class, ExmTunePage, problem);
  gtk_widget_class_bind_template_child (widget_class, ExmTunePage, ready);
  gtk_widget_class_bind_template_child (widget_class, ExmTunePage, form);
  gtk_widget_class_bind_template_child (widget_class, ExmTunePage, jobs_group);
  gtk_widget_class_bind_template_child (widget_class, ExmTunePage, jobs);
  gtk_widget_class_bind_template_callback (widget_class, start_cb);
  gtk_widget_class_bind_template_callback (widget_class, base_model_cb);
  gtk_widget_class_bind_template_callback (widget_class, try_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, test_cb);
  gtk_widget_class_bind_template_callback (widget_class, dropped_cb);
  gtk_widget_class_bind_template_callback (widget_class, details_cb);
  gtk_widget_class_bind_template_callback (widget_class, further_cb);
  gtk_widget_class_bind_template_callback (widget_class, all_jobs_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_job_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_problems_cb);
  gtk_widget_class_bind_template_callback (widget_class, browse_cb);
  gtk_widget_class_bind_template_callback (widget_class, problem_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, ready_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, job_activated_cb);
}

static void
exm_tune_page_init (ExmTunePage *self)
{
  self->manager = g_object_ref (exm_account_manager_get_default ());
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->manager, "changed", G_CALLBACK (_exm_tune_page_retry_waiting), self, G_CONNECT_SWAPPED);
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
  exm_cloud_problem_set (self->problem, NULL, NULL, FALSE);
  _exm_tune_page_set_busy (self, FALSE);
  g_set_object (&self->dataset, dataset);
  exm_tune_form_set_dataset (self->form, dataset, self->catalogue);
  exm_ready_view_set_dataset (self->ready, dataset);
  fill_jobs (self);
  if (dataset != NULL)
    {
      self->cancellable = g_cancellable_new ();
      _exm_tune_page_reload (self, TRUE);
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

  if (!g_set_object (&self->catalogue, catalogue))
    return;
  exm_ready_view_set_catalogue (self->ready, catalogue);
  exm_tune_form_set_dataset (self->form, self->dataset, catalogue);
  base_model_cb (self);
  ready_changed_cb (self);
}

const char *
exm_tune_page_get_base_model (ExmTunePage *self)
{
  g_return_val_if_fail (EXM_IS_TUNE_PAGE (self), NULL);

  return exm_tune_form_get_base_model (self->form);
}

const char *
exm_tune_page_get_account (ExmTunePage *self)
{
  g_return_val_if_fail (EXM_IS_TUNE_PAGE (self), NULL);

  return exm_ready_view_get_account (self->ready);
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
