/* exm-accounts-dialog-add.c - the ways to sign in: browser, key file, default credentials
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-accounts-dialog-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-compat.h"

/* --- the page in the browser ------------------------------------------------------------------ */

void
_exm_accounts_dialog_forget_url (ExmAccountsDialog *self)
{
  /* It holds the state of the attempt. */
  if (self->url != NULL)
    memset (self->url, 0, strlen (self->url));
  g_clear_pointer (&self->url, g_free);
}

static void
open_page (const char *url,
           gpointer    user_data)
{
  ExmAccountsDialog *self = user_data;

  _exm_accounts_dialog_forget_url (self);
  self->url = g_strdup (url);
  gtk_widget_set_sensitive (self->page_button, TRUE);
  gtk_widget_set_sensitive (self->copy_button, TRUE);
  exm_compat_show_uri (GTK_WINDOW (self), url);
}

static void
exm_accounts_dialog_page_cb (ExmAccountsDialog *self)
{
  if (self->url != NULL)
    exm_compat_show_uri (GTK_WINDOW (self), self->url);
}

static void
exm_accounts_dialog_copy_cb (ExmAccountsDialog *self)
{
  if (self->url == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), self->url);
  _exm_accounts_dialog_toast (self, _ ("Copied: open it in the browser of this computer"));
}

/* --- an account that came --------------------------------------------------------------------- */

static void
take_account (ExmAccountsDialog *self,
              ExmAccount        *account,
              const char        *heading,
              const GError      *error)
{
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  _exm_accounts_dialog_show_list (self);
  if (account == NULL)
    {
      exm_cloud_problem_set (self->problem, heading, error, FALSE);
      return;
    }
  exm_cloud_problem_set (self->problem, NULL, NULL, FALSE);
  title = exm_account_dup_title (account);
  /* Translators: an e-mail address */
  text = g_strdup_printf (_ ("%s is signed in"), title);
  _exm_accounts_dialog_toast (self, text);
  g_signal_emit_by_name (self, "added", exm_account_get_id (account));
}

static void
signed_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ExmAccountsDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmAccount) account = exm_accounts_sign_in_finish (EXM_ACCOUNTS (source), result, &error);

  if (self->manager == NULL) /* closed meanwhile */
    return;
  take_account (self, account, _ ("Signing in did not work"), error);
}

void
_exm_accounts_dialog_begin_browser (ExmAccountsDialog *self,
                                    ExmAccount        *again)
{
  ExmAccounts *accounts = exm_account_manager_get_accounts (self->manager);

  if (accounts == NULL || self->waiting != NULL)
    return;
  g_set_object (&self->again, again);
  if (!exm_accounts_has_client (accounts))
    {
      gtk_stack_set_visible_child_name (self->stack, "client");
      gtk_widget_set_visible (GTK_WIDGET (self->back_button), TRUE);
      gtk_widget_grab_focus (self->client_button);
      return;
    }
  self->waiting = g_cancellable_new ();
  gtk_widget_set_sensitive (self->page_button, FALSE);
  gtk_widget_set_sensitive (self->copy_button, FALSE);
  _exm_accounts_dialog_show_wait (self, _ ("Sign In With the Browser"),
                                           _ ("A page of Google has been opened in your browser. Sign in there and tick the box for Google Cloud. "
                                     "This window goes on by itself; it waits for five minutes."),
                                              TRUE);
  exm_accounts_sign_in_async (accounts, again, open_page, self, self->waiting, signed_in_cb, g_object_ref (self));
}

/* --- client file ------------------------------------------------------------------------------ */

static void
client_set_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(ExmAccountsDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmAccount) again = NULL;

  if (!exm_accounts_set_client_file_finish (EXM_ACCOUNTS (source), result, &error))
    {
      if (self->manager != NULL)
        exm_cloud_problem_set (self->problem, _ ("This file is not a client file"), error, FALSE);
      return;
    }
  if (self->manager == NULL)
    return;
  _exm_accounts_dialog_update_add (self);
  again = g_steal_pointer (&self->again);
  _exm_accounts_dialog_begin_browser (self, again);
}

static void
take_client (ExmAccountsDialog *self,
             GFile             *file)
{
  ExmAccounts     *accounts = exm_account_manager_get_accounts (self->manager);
  g_autofree char *path = g_file_get_path (file);

  exm_cloud_problem_set (self->problem, NULL, NULL, FALSE);
  if (accounts != NULL && path != NULL)
    exm_accounts_set_client_file_async (accounts, path, self->cancellable, client_set_cb, g_object_ref (self));
}

static void
client_chosen_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(ExmAccountsDialog) self = user_data;
  g_autoptr(GFile) file = exm_compat_open_file_finish (result, NULL);

  if (file != NULL && self->manager != NULL)
    take_client (self, file);
}

static GListModel *
make_filters (void)
{
  GListStore *filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr(GtkFileFilter) json = gtk_file_filter_new ();
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (json, _ ("JSON files"));
  gtk_file_filter_add_suffix (json, "json");
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  g_list_store_append (filters, json);
  g_list_store_append (filters, all);
  return G_LIST_MODEL (filters);
}

static void
exm_accounts_dialog_client_cb (ExmAccountsDialog *self)
{
  g_autoptr(GListModel) filters = make_filters ();

  exm_compat_open_file_async (GTK_WINDOW (self), _ ("Choose the Client File"), filters, NULL, self->cancellable,
                                                    client_chosen_cb, g_object_ref (self));
}

static gboolean
dropped_cb (GtkDropTarget     *target,
            const GValue      *value,
            double             x,
            double             y,
            ExmAccountsDialog *self)
{
  take_client (self, G_FILE (g_value_get_object (value)));
  return TRUE;
}

/* --- files ------------------------------------------------------------------------------------ */

static void
file_added_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(ExmAccountsDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmAccount) account = exm_accounts_add_file_finish (EXM_ACCOUNTS (source), result, &error);

  if (self->manager == NULL)
    return;
  take_account (self, account, _ ("This file could not be used"), error);
}

static void
add_file (ExmAccountsDialog *self,
          const char        *path)
{
  ExmAccounts *accounts = exm_account_manager_get_accounts (self->manager);

  if (accounts == NULL || self->waiting != NULL)
    return;
  self->waiting = g_cancellable_new ();
  _exm_accounts_dialog_show_wait (self, _ ("Trying the File"), _ ("Asking Google whether it accepts this file"), FALSE);
  exm_accounts_add_file_async (accounts, path, self->waiting, file_added_cb, g_object_ref (self));
}

/* What wrote the file may have written it anew since; else Google says what it lacks. */
void
_exm_accounts_dialog_try_file (ExmAccountsDialog *self,
                               ExmAccount        *account)
{
  g_autofree char *path = exm_account_dup_file (account);

  if (path != NULL)
    add_file (self, path);
  else
    _exm_accounts_dialog_toast (self, _ ("Add the file of this account again"));
}

static void
file_chosen_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(ExmAccountsDialog) self = user_data;
  g_autoptr(GFile) file = exm_compat_open_file_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL && self->manager != NULL)
    add_file (self, path);
}

static void
exm_accounts_dialog_key_cb (ExmAccountsDialog *self)
{
  g_autoptr(GListModel) filters = make_filters ();

  exm_compat_open_file_async (GTK_WINDOW (self), _ ("Choose a Key File"), filters, NULL, self->cancellable,
                                                    file_chosen_cb, g_object_ref (self));
}

static void
exm_accounts_dialog_adc_cb (ExmAccountsDialog *self)
{
  g_autoptr(GListModel) filters = make_filters ();

  exm_compat_open_file_async (GTK_WINDOW (self), _ ("Choose a Credentials File"), filters, NULL, self->cancellable,
                                                    file_chosen_cb, g_object_ref (self));
}

static void
exm_accounts_dialog_found_cb (ExmAccountsDialog *self)
{
  if (self->found_path != NULL)
    add_file (self, self->found_path);
}

static void
exm_accounts_dialog_browser_cb (ExmAccountsDialog *self)
{
  _exm_accounts_dialog_begin_browser (self, NULL);
}

/* --- what is found in the standard place -------------------------------------------------------- */

static void
offered_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ExmAccountsDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *email = NULL;
  g_autofree char *text = NULL;
  ExmAccountKind   kind = EXM_ACCOUNT_ADC_USER;
  g_autofree char *path = exm_accounts_offer_finish (EXM_ACCOUNTS (source), result, &kind, &email, &error);

  if (self->manager == NULL)
    return;
  g_free (self->found_path);
  self->found_path = g_strdup (path);
  if (path != NULL)
    text = email != NULL ? g_strdup_printf ("%s · %s", email, exm_account_kind_get_title (kind))
                         : g_strdup (exm_account_kind_get_title (kind));
  else if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    text = g_strdup (error->message);
  adw_action_row_set_subtitle (self->found_row, text != NULL ? text : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->found_row), path != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->found_row), text != NULL);
}

void
_exm_accounts_dialog_update_add (ExmAccountsDialog *self)
{
  ExmAccounts *accounts = exm_account_manager_get_accounts (self->manager);

  gtk_widget_set_sensitive (GTK_WIDGET (self->browser_row), accounts != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->key_row), accounts != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->adc_row), accounts != NULL);
  if (accounts == NULL)
    return;
  adw_action_row_set_subtitle (self->browser_row, exm_accounts_has_client (accounts)
                               ? _ ("For people: sign in on a page of Google")
                               : _ ("For people. Needs a client file once; the next page says how to get one"));
  exm_accounts_offer_async (accounts, self->cancellable, offered_cb, g_object_ref (self));
}

void
_exm_accounts_dialog_class_init_add (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, browser_row);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, key_row);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, found_row);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, adc_row);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, wait_title);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, wait_text);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, page_button);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, copy_button);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, client_card);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, client_button);
  gtk_widget_class_bind_template_callback (widget_class, exm_accounts_dialog_browser_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_accounts_dialog_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_accounts_dialog_found_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_accounts_dialog_adc_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_accounts_dialog_page_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_accounts_dialog_copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_accounts_dialog_client_cb);
}

void
_exm_accounts_dialog_init_add (ExmAccountsDialog *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, 0);
  gtk_widget_add_controller (self->client_card, GTK_EVENT_CONTROLLER (target));
}
