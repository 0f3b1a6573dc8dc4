/* exm-ready-view-account.c - the account of the ready page, its session and what it chose last
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-ready-view-private.h"

#include <glib/gi18n-lib.h>

#include "exm-accounts-dialog.h"
#include "exm-feedback.h"
#include "exm-practice-manager.h"
#include "exm-settings.h"

/* --- drop-down ------------------------------------------------------------------------------------ */

static char *
dup_entry (ExmAccount *account)
{
  g_autofree char *title = exm_account_dup_title (account);

  if (exm_account_get_state (account) == EXM_ACCOUNT_READY)
    return g_steal_pointer (&title);
  /* Translators: an e-mail address, of an account that Google does not accept now */
  return g_strdup_printf (_ ("%s – sign in again"), title);
}

void
_exm_ready_view_fill_accounts (ExmReadyView *self)
{
  ExmAccounts *accounts = exm_account_manager_get_accounts (self->manager);
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);
  guint n = accounts != NULL ? g_list_model_get_n_items (G_LIST_MODEL (accounts)) : 0;
  guint selected = 0;

  g_ptr_array_set_size (self->ids, 0);
  g_ptr_array_add (self->ids, g_strdup (EXM_PRACTICE_ACCOUNT));
  gtk_string_list_append (list, _ ("Practice"));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ExmAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);
      g_autofree char *entry = dup_entry (account);

      if (exm_account_get_kind (account) == EXM_ACCOUNT_PRACTICE)
        continue;
      if (g_strcmp0 (exm_account_get_id (account), self->account) == 0)
        selected = self->ids->len;
      g_ptr_array_add (self->ids, g_strdup (exm_account_get_id (account)));
      gtk_string_list_append (list, entry);
    }
  gtk_string_list_append (list, _ ("Manage Accounts…"));
  self->filling = TRUE;
  adw_combo_row_set_model (self->account_row, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->account_row, selected);
  self->filling = FALSE;
}

static void
added_cb (ExmReadyView *self,
          const char   *id)
{
  /* An account that signed in again has the session that it had, with a new token. */
  if (g_strcmp0 (self->account, id) == 0)
    _exm_ready_view_connect (self);
  else
    _exm_ready_view_choose (self, id);
}

void
_exm_ready_view_show_accounts (ExmReadyView *self,
                               gboolean      sign_in)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *dialog = exm_accounts_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);

  g_signal_connect_object (dialog, "added", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  if (sign_in && exm_account_manager_find (self->manager, self->account) != NULL)
    exm_accounts_dialog_sign_in (EXM_ACCOUNTS_DIALOG (dialog), self->account);
}

void
_exm_ready_view_choose (ExmReadyView *self,
                        const char   *id)
{
  if (g_strcmp0 (self->account, id) == 0)
    return;
  g_free (self->account);
  self->account = g_strdup (id);
  g_settings_set_string (exm_settings_get_default (), "account", id);
  _exm_ready_view_fill_accounts (self);
  if (self->ready != NULL)
    exm_ready_set_training_uri (self->ready, NULL);
  _exm_ready_view_connect (self);
}

/* --- what was chosen last ---------------------------------------------------------------------------- */

static void
keep (ExmReadyView *self,
      const char   *key,
      const char   *value)
{
  exm_account_memory_set (exm_account_manager_get_memory (self->manager), self->account, key, value);
}

void
_exm_ready_view_keep_choices (ExmReadyView *self)
{
  /* A rehearsal begins anew each time. */
  if (self->restoring || exm_ready_view_is_practice (self) || exm_ready_get_google (self->ready) == NULL)
    return;
  keep (self, EXM_MEMORY_PROJECT, exm_ready_get_project (self->ready));
  keep (self, EXM_MEMORY_QUOTA, exm_ready_get_quota_project (self->ready));
  keep (self, EXM_MEMORY_BUCKET, exm_ready_get_bucket (self->ready));
  keep (self, EXM_MEMORY_REGION, exm_ready_get_region (self->ready));
}

static void
restore_choices (ExmReadyView *self)
{
  ExmAccountMemory *memory = exm_account_manager_get_memory (self->manager);
  ExmAccount       *account = exm_account_manager_find (self->manager, self->account);
  g_autofree char  *project = exm_account_memory_get (memory, self->account, EXM_MEMORY_PROJECT);
  g_autofree char  *quota = exm_account_memory_get (memory, self->account, EXM_MEMORY_QUOTA);
  g_autofree char  *bucket = exm_account_memory_get (memory, self->account, EXM_MEMORY_BUCKET);
  g_autofree char  *region = exm_account_memory_get (memory, self->account, EXM_MEMORY_REGION);

  if (project == NULL && account != NULL)
    project = exm_account_dup_quota_project (account);
  exm_ready_set_quota_project (self->ready, quota);
  exm_ready_set_project (self->ready, project);
  exm_ready_set_bucket (self->ready, bucket);
  exm_ready_set_model (self->ready, exm_ready_get_model (self->ready), region);
}

static gboolean
is_kept (ExmReadyView *self,
         const char   *key,
         const char   *value)
{
  g_autofree char *kept = exm_account_memory_get (exm_account_manager_get_memory (self->manager), self->account, key);

  return g_strcmp0 (kept, value) == 0;
}

static char *
dup_choices (ExmReadyView *self)
{
  const char *const choices[] = { exm_ready_get_project (self->ready), exm_ready_get_bucket (self->ready), exm_ready_get_region (self->ready) };
  GString          *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    g_string_append_printf (text, "%s\n", choices[i] != NULL ? choices[i] : "");
  return g_string_free (text, FALSE);
}

void
_exm_ready_view_take_choices (ExmReadyView *self)
{
  g_autofree char *before = NULL;
  g_autofree char *now = NULL;

  /* What is being mended belongs to the project that is shown: its end asks again. */
  if (self->ready == NULL || exm_ready_get_google (self->ready) == NULL || exm_ready_view_is_practice (self) || self->n_fixing > 0)
    return;
  if (is_kept (self, EXM_MEMORY_PROJECT, exm_ready_get_project (self->ready)) &&
      is_kept (self, EXM_MEMORY_QUOTA, exm_ready_get_quota_project (self->ready)) &&
      is_kept (self, EXM_MEMORY_BUCKET, exm_ready_get_bucket (self->ready)) &&
      is_kept (self, EXM_MEMORY_REGION, exm_ready_get_region (self->ready)))
    return;
  before = dup_choices (self);
  self->restoring = TRUE;
  restore_choices (self);
  self->restoring = FALSE;
  now = dup_choices (self);
  /* What nobody ever chose is proposed anew, and may be the same. */
  if (g_str_equal (before, now))
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    exm_feedback_toast (GTK_WIDGET (self), _ ("The command line chose project, bucket and region"));
  self->checked_at = 0;
  _exm_ready_view_check (self);
  _exm_ready_view_emit_changed (self);
}

/* --- session ------------------------------------------------------------------------------------------ */

static void
take_session (ExmReadyView *self,
              ExmGoogle    *google)
{
  g_autofree char *title = exm_account_manager_dup_title (self->manager, self->account);

  self->restoring = TRUE;
  exm_ready_set_google (self->ready, google, title);
  if (google != NULL && !exm_ready_view_is_practice (self))
    restore_choices (self);
  self->restoring = FALSE;
}

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ExmReadyView) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmGoogle) google = exm_account_manager_connect_finish (EXM_ACCOUNT_MANAGER (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->ready == NULL)
    return;
  exm_cloud_problem_set (self->problem, _ ("This account cannot be used now"), error, TRUE);
  take_session (self, google);
  if (google != NULL)
    {
      self->checked_at = 0;
      _exm_ready_view_check (self);
    }
  _exm_ready_view_emit_changed (self);
}

void
_exm_ready_view_connect (ExmReadyView *self)
{
  if (self->ready == NULL)
    return;
  if (self->connecting != NULL)
    g_cancellable_cancel (self->connecting);
  g_clear_object (&self->connecting);
  exm_cloud_problem_set (self->problem, NULL, NULL, FALSE);
  take_session (self, NULL);
  /* The list may not have been read yet: its end calls this again. */
  if (_exm_ready_view_is_shown (self) && (exm_ready_view_is_practice (self) || exm_account_manager_is_loaded (self->manager)))
    {
      self->connecting = g_cancellable_new ();
      exm_account_manager_connect_async (self->manager, self->account, self->connecting, connected_cb, g_object_ref (self));
    }
  _exm_ready_view_emit_changed (self);
}

/* --- another account ---------------------------------------------------------------------------------- */

static gboolean
selected_cb (gpointer user_data)
{
  ExmReadyView *self = user_data;
  guint         selected = adw_combo_row_get_selected (self->account_row);

  self->select_id = 0;
  if (selected == GTK_INVALID_LIST_POSITION)
    return G_SOURCE_REMOVE;
  if (selected < self->ids->len)
    {
      _exm_ready_view_choose (self, g_ptr_array_index (self->ids, selected));
      return G_SOURCE_REMOVE;
    }
  _exm_ready_view_fill_accounts (self);
  _exm_ready_view_show_accounts (self, FALSE);
  return G_SOURCE_REMOVE;
}

void
_exm_ready_view_account_selected (ExmReadyView *self)
{
  /* The row must be done with its list before the list is replaced. */
  if (!self->filling && self->select_id == 0)
    self->select_id = g_idle_add (selected_cb, self);
}
