/* exm-ready-view-act.c - what the buttons of the ready page do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-ready-view-private.h"

#include <glib/gi18n-lib.h>

#include "exm-choice-dialog.h"
#include "exm-compat.h"
#include "exm-create-dialog.h"
#include "exm-details-dialog.h"
#include "exm-tidy.h"

static GtkWindow *
window_of (ExmReadyView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

/* --- what the model does ------------------------------------------------------------------------ */

typedef struct
{
  ExmReadyView  *view;
  ExmReadyAction action;
  char          *bucket; /* nullable: one that is being made */
} Fix;

static void
fix_free (Fix *fix)
{
  g_object_unref (fix->view);
  g_free (fix->bucket);
  g_free (fix);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fix, fix_free)

typedef struct
{
  char *bucket;
  char *project;
} Made;

static void
made_free (Made *made)
{
  g_free (made->bucket);
  g_free (made->project);
  g_free (made);
}

/* So that "Remove My Data" may offer to delete it. */
static void
remember_thread (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  Made *made = task_data;
  g_autoptr(GError) error = NULL;

  if (!exm_tidy_remember_bucket (made->bucket, made->project, &error))
    g_message ("The new bucket is not noted as ours: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
remember_bucket (ExmReadyView *self,
                 const char   *bucket)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Made *made = g_new0 (Made, 1);

  made->bucket = g_strdup (bucket);
  made->project = g_strdup (exm_ready_get_project (self->ready));
  g_task_set_source_tag (task, remember_bucket);
  g_task_set_task_data (task, made, (GDestroyNotify)made_free);
  g_task_run_in_thread (task, remember_thread);
}

static void
fixed_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Fix) fix = user_data;
  ExmReadyView *self = fix->view;
  g_autoptr(GError) error = NULL;
  gboolean done = exm_ready_fix_finish (EXM_READY (source), result, &error);

  self->n_fixing--;
  if (self->ready == NULL)
    return;
  self->checked_at = g_get_monotonic_time ();
  _exm_ready_view_take_choices (self);
  if (done && fix->bucket != NULL && g_strcmp0 (exm_ready_get_bucket (self->ready), fix->bucket) == 0)
    remember_bucket (self, fix->bucket);
  /* What Google refused stands in the row, too; a rule that was broken does not. */
  if (!done && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PENDING))
    exm_cloud_problem_show (GTK_WIDGET (self), _ ("That Did Not Work"), error, NULL, NULL, NULL);
  _exm_ready_view_update (self);
  _exm_ready_view_focus_next (self);
}

static void
run_fix (ExmReadyView  *self,
         ExmReadyItem  *item,
         ExmReadyAction action,
         const char    *choice,
         const char    *extra)
{
  Fix *fix = g_new0 (Fix, 1);

  fix->view = g_object_ref (self);
  fix->action = action;
  if (action == EXM_READY_ACTION_CREATE_BUCKET)
    fix->bucket = g_strdup (choice != NULL ? choice : exm_ready_item_get_proposal (item));
  self->n_fixing++;
  exm_ready_fix_async (self->ready, item, action, choice, extra, self->cancellable, fixed_cb, fix);
}

/* --- questions before ----------------------------------------------------------------------------- */

static void
chosen_cb (GtkWidget  *dialog,
           const char *id,
           gpointer    user_data)
{
  ExmReadyView  *self = g_object_get_data (G_OBJECT (dialog), "view");
  ExmReadyItem  *item = g_object_get_data (G_OBJECT (dialog), "item");
  ExmReadyAction action = GPOINTER_TO_INT (user_data);

  if (self->ready != NULL)
    run_fix (self, item, action, id, NULL);
}

static void
create_cb (GtkWidget  *dialog,
           const char *name,
           const char *extra,
           gpointer    user_data)
{
  ExmReadyView *self = g_object_get_data (G_OBJECT (dialog), "view");
  ExmReadyItem *item = g_object_get_data (G_OBJECT (dialog), "item");

  if (self->ready != NULL)
    run_fix (self, item, GPOINTER_TO_INT (user_data), name, extra);
}

static void
show_dialog (ExmReadyView  *self,
             GtkWidget     *dialog,
             ExmReadyItem  *item,
             ExmReadyAction action,
             const char    *signal,
             GCallback      callback)
{
  g_object_set_data_full (G_OBJECT (dialog), "view", g_object_ref (self), g_object_unref);
  g_object_set_data_full (G_OBJECT (dialog), "item", g_object_ref (item), g_object_unref);
  g_signal_connect (dialog, signal, callback, GINT_TO_POINTER (action));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
choose (ExmReadyView  *self,
        ExmReadyItem  *item,
        ExmReadyAction action)
{
  const char      *title = _ ("Choose a Project");
  const char      *note = NULL;
  const char      *now = exm_ready_get_project (self->ready);
  g_autofree char *pair = NULL;

  if (action == EXM_READY_ACTION_LINK_BILLING)
    {
      title = _ ("Choose a Billing Account");
      note = _ ("From then on, what this project uses is charged to that account. Linking itself costs nothing, and can be undone in the Google Cloud console.");
      now = NULL;
    }
  else if (action == EXM_READY_ACTION_CHOOSE_QUOTA)
    {
      title = _ ("Choose the Quota Project");
      note = _ ("Google counts each call against the quota of a project, where its APIs have to be turned on. What tuning costs is charged to the project you tune in.");
      now = exm_ready_get_quota_project (self->ready) != NULL ? exm_ready_get_quota_project (self->ready) : "";
    }
  else if (action == EXM_READY_ACTION_CHOOSE_BUCKET)
    {
      title = _ ("Choose a Bucket");
      now = exm_ready_get_bucket (self->ready);
    }
  else if (action == EXM_READY_ACTION_CHOOSE_MODEL)
    {
      title = _ ("Choose a Base Model and Region");
      pair = g_strdup_printf ("%s@%s", exm_ready_get_model (self->ready), exm_ready_get_region (self->ready));
      now = pair;
    }
  show_dialog (self, exm_choice_dialog_new (window_of (self), title, note, exm_ready_item_get_choices (item), now),
               item, action, "chosen", G_CALLBACK (chosen_cb));
}

/* --- outside ----------------------------------------------------------------------------------------- */

static void
ask_for_role (ExmReadyView *self,
              ExmReadyItem *item)
{
  g_autofree char *request = exm_ready_dup_role_request (self->ready);

  if (request != NULL)
    exm_details_dialog_show (GTK_WIDGET (self), _ ("Ask for the Role"),
                                                   _ ("Send this to whoever administers the project. If that is you, open the page and give yourself the role."),
                                                      request, exm_ready_item_get_url (item));
}

static void
act_outside (ExmReadyView  *self,
             ExmReadyItem  *item,
             ExmReadyAction action)
{
  if (action == EXM_READY_ACTION_SIGN_IN)
    _exm_ready_view_show_accounts (self, TRUE);
  else if (action == EXM_READY_ACTION_OPEN_PAGE && exm_ready_item_get_url (item) != NULL)
    exm_compat_show_uri (window_of (self), exm_ready_item_get_url (item));
  else if (action == EXM_READY_ACTION_ASK_FOR_ROLE)
    ask_for_role (self, item);
  else if (action == EXM_READY_ACTION_OPEN_JOB && exm_ready_item_get_job (item) != NULL)
    g_signal_emit_by_name (self, "open-job", exm_ready_item_get_job (item));
  else if (action == EXM_READY_ACTION_OPEN_PROBLEMS)
    g_signal_emit_by_name (self, "open-problems");
}

void
_exm_ready_view_act (ExmReadyView  *self,
                     ExmReadyItem  *item,
                     ExmReadyAction action)
{
  if (self->ready == NULL || action == EXM_READY_ACTION_NONE)
    return;
  if (exm_ready_action_is_outside (action))
    act_outside (self, item, action);
  else if (action == EXM_READY_ACTION_CREATE_PROJECT)
    show_dialog (self,
                 exm_create_dialog_new_project (window_of (self), exm_ready_item_get_proposal (item), exm_ready_item_get_extra_proposal (item)),
                 item, action, "create", G_CALLBACK (create_cb));
  else if (action == EXM_READY_ACTION_CREATE_BUCKET)
    show_dialog (self,
                 exm_create_dialog_new_bucket (window_of (self), exm_ready_item_get_proposal (item),
                                               exm_ready_item_get_extra_proposal (item), self->catalogue),
                 item, action, "create", G_CALLBACK (create_cb));
  else if (action == EXM_READY_ACTION_CHOOSE_PROJECT || action == EXM_READY_ACTION_LINK_BILLING ||
           action == EXM_READY_ACTION_CHOOSE_BUCKET || action == EXM_READY_ACTION_CHOOSE_MODEL ||
           action == EXM_READY_ACTION_CHOOSE_QUOTA)
    choose (self, item, action);
  else
    run_fix (self, item, action, NULL, NULL);
}
