/* exm-accounts-dialog.c - who is signed in, signing in and out
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-accounts-dialog-private.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"

/* list ─► (browser) wait ─► list       the list is that of the account manager;
 *      └► client ─► wait ─► list       what adds to it is in exm-accounts-dialog-add.c */

G_DEFINE_FINAL_TYPE (ExmAccountsDialog, exm_accounts_dialog, ADW_TYPE_WINDOW)

/* --- pages ---------------------------------------------------------------------------------- */

void
_exm_accounts_dialog_toast (ExmAccountsDialog *self,
                            const char        *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  exm_compat_add_toast (self->toasts, adw_toast_new (markup));
  exm_compat_announce (GTK_WIDGET (self), text);
}

static void
show_page (ExmAccountsDialog *self,
           const char        *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), g_str_equal (name, "client"));
}

void
_exm_accounts_dialog_show_list (ExmAccountsDialog *self)
{
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->stack)) != NULL;

  g_clear_object (&self->waiting);
  g_clear_object (&self->again);
  _exm_accounts_dialog_forget_url (self);
  show_page (self, "list");
  if (had_focus)
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

void
_exm_accounts_dialog_show_wait (ExmAccountsDialog *self,
                                const char        *title,
                                const char        *text,
                                gboolean           has_page)
{
  exm_cloud_problem_set (self->problem, NULL, NULL, FALSE);
  gtk_label_set_label (self->wait_title, title);
  gtk_label_set_label (self->wait_text, text);
  gtk_widget_set_visible (self->page_button, has_page);
  gtk_widget_set_visible (self->copy_button, has_page);
  show_page (self, "wait");
  gtk_widget_grab_focus (self->cancel_button);
}

static void
exm_accounts_dialog_back_cb (ExmAccountsDialog *self)
{
  _exm_accounts_dialog_show_list (self);
}

static void
exm_accounts_dialog_cancel_cb (ExmAccountsDialog *self)
{
  if (self->waiting != NULL)
    g_cancellable_cancel (self->waiting);
}

/* --- signing out ---------------------------------------------------------------------------- */

typedef struct
{
  ExmAccountsDialog *dialog;
  ExmAccount        *account;
} Leaving;

static void
leaving_free (Leaving *leaving)
{
  g_object_unref (leaving->dialog);
  g_object_unref (leaving->account);
  g_free (leaving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Leaving, leaving_free)

static void
removed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Leaving) leaving = user_data;
  ExmAccountsDialog *self = leaving->dialog;
  g_autofree char   *title = exm_account_dup_title (leaving->account);
  g_autofree char   *text = NULL;
  g_autoptr(GError) error = NULL;

  if (exm_accounts_remove_finish (EXM_ACCOUNTS (source), result, &error))
    {
      exm_account_memory_forget (exm_account_manager_get_memory (self->manager), exm_account_get_id (leaving->account));
      /* Translators: an e-mail address */
      text = g_strdup_printf (_ ("%s is signed out"), title);
      _exm_accounts_dialog_toast (self, text);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* It is gone from here; what Google still holds the person can take back. */
      exm_account_memory_forget (exm_account_manager_get_memory (self->manager), exm_account_get_id (leaving->account));
      exm_cloud_problem_set (self->problem,
                             _ ("Signed out here, but Google could not be told"), error, FALSE);
      exm_compat_show_uri (GTK_WINDOW (self), EXM_ACCOUNTS_GRANTS_URL);
    }
}

static void
leave_asked_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Leaving) leaving = user_data;
  g_autofree char *answer = exm_compat_ask_finish (result);
  ExmAccounts     *accounts = exm_account_manager_get_accounts (leaving->dialog->manager);
  ExmAccount      *account;

  if (g_strcmp0 (answer, "leave") != 0 || accounts == NULL)
    return;
  exm_cloud_problem_set (leaving->dialog->problem, NULL, NULL, FALSE);
  account = leaving->account;
  exm_accounts_remove_async (accounts, account, NULL, removed_cb, g_steal_pointer (&leaving));
}

static void
leave_clicked_cb (GtkWidget *button)
{
  const ExmAnswer    answers[] = { { "cancel", _ ("_Cancel"), ADW_RESPONSE_DEFAULT },
                                     { "leave", _ ("_Sign Out"), ADW_RESPONSE_DESTRUCTIVE } };
  ExmAccountsDialog *self = EXM_ACCOUNTS_DIALOG (gtk_widget_get_root (button));
  ExmAccount        *account = g_object_get_data (G_OBJECT (button), "account");
  g_autofree char   *title = exm_account_dup_title (account);
  /* Translators: an e-mail address */
  g_autofree char *heading = g_strdup_printf (_ ("Sign Out %s?"), title);
  Leaving         *leaving = g_new0 (Leaving, 1);

  leaving->dialog = g_object_ref (self);
  leaving->account = g_object_ref (account);
  exm_compat_ask_async (GTK_WINDOW (self), heading,
                        exm_account_is_revocable (account)
                        ? _ ("Exemplar forgets this account, and Google is told to take its permission back. Your datasets, and what lies in Google Cloud, stay as they are.")
                        : _ ("Exemplar forgets this account. Its file, your datasets, and what lies in Google Cloud stay as they are."),
                             NULL, answers, G_N_ELEMENTS (answers), leave_asked_cb, leaving);
}

/* --- list ----------------------------------------------------------------------------------- */

static void
again_clicked_cb (GtkWidget *button)
{
  ExmAccountsDialog *self = EXM_ACCOUNTS_DIALOG (gtk_widget_get_root (button));
  ExmAccount        *account = g_object_get_data (G_OBJECT (button), "account");

  exm_accounts_dialog_sign_in (self, exm_account_get_id (account));
}

static GtkWidget *
make_button (const char *label,
             const char *title,
             ExmAccount *account,
             GCallback   clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);
  /* Translators: for screen readers: what a button does, and with which account */
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), label, title);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "account", g_object_ref (account), g_object_unref);
  g_signal_connect (button, "clicked", clicked, NULL);
  return button;
}

static char *
dup_state (ExmAccount *account)
{
  const char *kind = exm_account_get_subtitle (account);

  switch (exm_account_get_state (account))
    {
    case EXM_ACCOUNT_SIGN_IN_AGAIN:
      /* Translators: kind of an account */
      return g_strdup_printf (_ ("%s · Google no longer accepts it: sign in again"), kind);
    case EXM_ACCOUNT_UNREADABLE:
      return g_strdup_printf (_ ("%s · its file or password store cannot be read now"), kind);
    case EXM_ACCOUNT_READY:
    default:
      return exm_account_is_lasting (account) ? g_strdup (kind)
                                              : g_strdup_printf (_ ("%s · kept for this run only"), kind);
    }
}

static GtkWidget *
make_row (ExmAccount *account)
{
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *title = exm_account_dup_title (account);
  g_autofree char *state = dup_state (account);
  gboolean         ready = exm_account_get_state (account) == EXM_ACCOUNT_READY;
  GtkWidget       *icon = gtk_image_new_from_icon_name (ready ? "avatar-default-symbolic" : "dialog-warning-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), state);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (exm_account_get_state (account) == EXM_ACCOUNT_SIGN_IN_AGAIN)
    {
      GtkWidget *again = make_button (_ ("Sign In Again"), title, account, G_CALLBACK (again_clicked_cb));

      gtk_widget_add_css_class (again, "suggested-action");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), again);
    }
  /* What the environment gives is not ours to forget. */
  if (exm_account_get_kind (account) != EXM_ACCOUNT_BEARER)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_button (_ ("Sign Out"), title, account, G_CALLBACK (leave_clicked_cb)));
  return row;
}

static GtkWidget *
make_practice_row (void)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *badge = gtk_label_new (_ ("Practice"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Practice"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ ("Built in and always there: nothing leaves this computer, nothing costs"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("computer-symbolic"));
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (badge, "practice-badge");
  gtk_widget_add_css_class (badge, "caption-heading");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), badge);
  return row;
}

static void
fill_list (ExmAccountsDialog *self)
{
  ExmAccounts  *accounts = exm_account_manager_get_accounts (self->manager);
  const GError *problem = exm_account_manager_get_problem (self->manager);
  GtkWidget    *row;
  guint         n = accounts != NULL ? g_list_model_get_n_items (G_LIST_MODEL (accounts)) : 0;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  gtk_list_box_append (self->list, make_practice_row ());
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(ExmAccount) account = g_list_model_get_item (G_LIST_MODEL (accounts), i);

      if (exm_account_get_kind (account) != EXM_ACCOUNT_PRACTICE)
        gtk_list_box_append (self->list, make_row (account));
    }
  if (problem != NULL)
    exm_cloud_problem_set (self->problem, _ ("Not all accounts could be read"), problem, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->run_note), accounts != NULL && !exm_accounts_is_lasting (accounts));
  _exm_accounts_dialog_update_add (self);
}

/* --- object --------------------------------------------------------------------------------- */

static void
exm_accounts_dialog_dispose (GObject *object)
{
  ExmAccountsDialog *self = EXM_ACCOUNTS_DIALOG (object);

  if (self->waiting != NULL)
    g_cancellable_cancel (self->waiting);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->waiting);
  g_clear_object (&self->again);
  _exm_accounts_dialog_forget_url (self);
  g_clear_pointer (&self->found_path, g_free);
  g_clear_object (&self->manager);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_ACCOUNTS_DIALOG);

  G_OBJECT_CLASS (exm_accounts_dialog_parent_class)->dispose (object);
}

static void
exm_accounts_dialog_finalize (GObject *object)
{
  g_clear_object (&EXM_ACCOUNTS_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (exm_accounts_dialog_parent_class)->finalize (object);
}

static void
exm_accounts_dialog_class_init (ExmAccountsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_accounts_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_accounts_dialog_finalize;
  g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (EXM_TYPE_CLOUD_PROBLEM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-accounts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, list);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, run_note);
  gtk_widget_class_bind_template_child (widget_class, ExmAccountsDialog, back_button);
  gtk_widget_class_bind_template_callback (widget_class, exm_accounts_dialog_back_cb);
  gtk_widget_class_bind_template_callback (widget_class, exm_accounts_dialog_cancel_cb);
  _exm_accounts_dialog_class_init_add (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
exm_accounts_dialog_init (ExmAccountsDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->manager = g_object_ref (exm_account_manager_get_default ());
  gtk_widget_init_template (GTK_WIDGET (self));
  _exm_accounts_dialog_init_add (self);
  g_signal_connect_object (self->manager, "changed", G_CALLBACK (fill_list), self, G_CONNECT_SWAPPED);
  fill_list (self);
}

GtkWidget *
exm_accounts_dialog_new (GtkWindow *parent)
{
  return g_object_new (EXM_TYPE_ACCOUNTS_DIALOG, "transient-for", parent, NULL);
}

void
exm_accounts_dialog_sign_in (ExmAccountsDialog *self,
                             const char        *id)
{
  ExmAccount *account;

  g_return_if_fail (EXM_IS_ACCOUNTS_DIALOG (self));

  account = exm_account_manager_find (self->manager, id);
  if (account == NULL || exm_account_get_kind (account) == EXM_ACCOUNT_BROWSER)
    _exm_accounts_dialog_begin_browser (self, account);
  else
    _exm_accounts_dialog_try_file (self, account);
}
