/* exm-accounts-dialog-private.h - what the files of the accounts dialog share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-account-manager.h"
#include "exm-accounts-dialog.h"
#include "exm-cloud-problem.h"

G_BEGIN_DECLS

struct _ExmAccountsDialog
{
  AdwWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkStack        *stack; /* "list", "wait", "client" */
  ExmCloudProblem *problem;
  GtkListBox      *list;
  GtkLabel        *run_note;
  AdwActionRow    *browser_row;
  AdwActionRow    *key_row;
  AdwActionRow    *found_row;
  AdwActionRow    *adc_row;
  GtkButton       *back_button;
  GtkLabel        *wait_title;
  GtkLabel        *wait_text;
  GtkWidget       *page_button;
  GtkWidget       *copy_button;
  GtkWidget       *cancel_button;
  GtkWidget       *client_card;
  GtkWidget       *client_button;

  ExmAccountManager *manager;
  GCancellable      *cancellable; /* of the dialog */
  GCancellable      *waiting;     /* nullable: of what the wait page shows */
  ExmAccount        *again;       /* nullable: who signs in again */
  char              *url;         /* nullable: the page in the browser; secret */
  char              *found_path;  /* nullable: credentials that are offered */
};

/* exm-accounts-dialog-add.c */
void _exm_accounts_dialog_init_add (ExmAccountsDialog *self);
void _exm_accounts_dialog_class_init_add (GtkWidgetClass *widget_class);
void _exm_accounts_dialog_update_add (ExmAccountsDialog *self);
void _exm_accounts_dialog_begin_browser (ExmAccountsDialog *self,
                                         ExmAccount        *again);
void _exm_accounts_dialog_try_file (ExmAccountsDialog *self,
                                    ExmAccount        *account);
void _exm_accounts_dialog_forget_url (ExmAccountsDialog *self);

/* exm-accounts-dialog.c */
void _exm_accounts_dialog_toast (ExmAccountsDialog *self,
                                 const char        *text);
void _exm_accounts_dialog_show_list (ExmAccountsDialog *self);
void _exm_accounts_dialog_show_wait (ExmAccountsDialog *self,
                                     const char        *title,
                                     const char        *text,
                                     gboolean           has_page);

G_END_DECLS
