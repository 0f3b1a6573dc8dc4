/* exm-tune-page-dialogs.c - what the Tune page opens: jobs, files in Cloud Storage, dropped posts
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-tune-page-private.h"

#include <glib/gi18n-lib.h>

#include "exm-dropped-dialog.h"
#include "exm-feedback.h"
#include "exm-jobs-dialog.h"
#include "exm-storage-browser.h"
#include "exm-window.h"

static GtkWindow *
window_of (ExmTunePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* --- jobs ------------------------------------------------------------------------------------ */

static void
fill_form (ExmTunePage      *self,
           ExmSubmitOptions *options)
{
  ExmReady *ready = exm_ready_view_get_ready (self->ready);

  exm_tune_form_set_options (self->form, options);
  if (ready != NULL && options->base_model != NULL)
    exm_ready_set_model (ready, options->base_model, options->location);
}

static void
again_cb (ExmTunePage      *self,
          ExmSubmitOptions *options)
{
  fill_form (self, options);
  exm_feedback_toast (GTK_WIDGET (self), _ ("The form is filled after that job"));
}

void
_exm_tune_page_go_further (ExmTunePage         *self,
                           const ExmSubmission *submission)
{
  g_autoptr(ExmSubmitOptions) options = exm_submit_options_new_from_submission (submission);
  g_autoptr(GError) error = NULL;

  if (!exm_submit_options_continue (options, submission, NULL, &error))
    {
      exm_feedback_error (GTK_WIDGET (self), _ ("Tuning cannot go on from this model"), error);
      return;
    }
  fill_form (self, options);
  exm_feedback_toast (GTK_WIDGET (self), _ ("The next job goes on from this model"));
}

void
_exm_tune_page_show_jobs (ExmTunePage *self,
                          const char  *account,
                          const char  *job)
{
  ExmReady   *ready = exm_ready_view_get_ready (self->ready);
  gboolean    is_practice = g_strcmp0 (account, EXM_PRACTICE_ACCOUNT) == 0;
  const char *project = ready != NULL ? exm_ready_get_project (ready) : NULL;
  GtkWidget  *dialog;

  if (self->catalogue == NULL)
    return;
  if (account == NULL)
    {
      exm_ready_view_sign_in (self->ready);
      return;
    }
  if (!is_practice && project == NULL && job == NULL)
    {
      exm_feedback_toast (GTK_WIDGET (self), _ ("Choose a project first"));
      return;
    }
  /* The project that is chosen is the chosen account's. */
  if (g_strcmp0 (account, exm_ready_view_get_account (self->ready)) != 0)
    project = NULL;
  dialog = exm_jobs_dialog_new (window_of (self), self->catalogue, account, project, job);
  g_signal_connect_object (dialog, "again", G_CALLBACK (again_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- files ----------------------------------------------------------------------------------- */

static void
use_cb (ExmTunePage *self,
        const char  *uri)
{
  exm_ready_view_set_training_uri (self->ready, uri);
}

static void
import_cb (ExmTunePage *self,
           GFile       *file)
{
  GtkWindow *window = window_of (self);

  if (EXM_IS_WINDOW (window))
    exm_window_open_file (EXM_WINDOW (window), file);
}

void
_exm_tune_page_browse (ExmTunePage *self)
{
  ExmReady           *ready = exm_ready_view_get_ready (self->ready);
  const char         *id = exm_tune_form_get_base_model (self->form);
  const ExmBaseModel *model = id != NULL ? exm_catalogue_find (self->catalogue, id) : NULL;
  GtkWidget          *dialog;

  if (ready == NULL || exm_ready_get_google (ready) == NULL || exm_ready_get_project (ready) == NULL)
    return;
  dialog = exm_storage_browser_new (window_of (self), exm_ready_get_google (ready), exm_ready_get_project (ready),
                                    model != NULL ? model->max_file_bytes : 0);
  g_signal_connect_object (dialog, "use", G_CALLBACK (use_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "import", G_CALLBACK (import_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- posts ------------------------------------------------------------------------------------ */

void
_exm_tune_page_show_dropped (ExmTunePage         *self,
                             const ExmSubmission *submission)
{
  gtk_window_present (GTK_WINDOW (exm_dropped_dialog_new (window_of (self), self->dataset, submission)));
}
