/* exm-ready-view-private.h - what the files of the ready page share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-account-manager.h"
#include "exm-cloud-problem.h"
#include "exm-ready-row.h"
#include "exm-ready-view.h"

G_BEGIN_DECLS

struct _ExmReadyView
{
  AdwBin parent_instance;

  AdwComboRow     *account_row;
  GtkWidget       *practice_badge;
  AdwActionRow    *rehearse_row;
  GtkSwitch       *rehearse_switch;
  AdwExpanderRow  *ready_row;
  GtkImage        *ready_icon;
  GtkSpinner      *spinner;
  GtkButton       *check_button;
  AdwActionRow    *file_row;
  GtkButton       *file_button;
  GtkButton       *own_button;
  ExmCloudProblem *problem;
  ExmReadyRow     *rows[EXM_N_READY]; /* in ready_row */

  ExmAccountManager *manager;
  ExmCatalogue      *catalogue;   /* nullable */
  ExmReady          *ready;       /* nullable: without a catalogue */
  ExmDataset        *dataset;     /* nullable */
  GtkWindow         *window;      /* nullable, borrowed: whose focus is watched */
  GCancellable      *connecting;  /* of the session that is being opened */
  GCancellable      *cancellable; /* of checks and fixes */
  GPtrArray         *ids;         /* char *: accounts as in account_row */
  char              *account;     /* id of the chosen one */
  gint64             checked_at;  /* monotonic microseconds */
  guint              select_id;   /* idle: an account was selected */
  guint              focus_id;    /* timeout: the keyboard goes to what is next */
  guint              n_fixing;    /* fixes that run: they check by themselves */

  guint filling : 1;   /* the drop-down is being filled */
  guint restoring : 1; /* the memory is being read: nothing is to be kept */
  guint rehearse : 1;  /* getting ready is practised, too */
  guint was_ready : 1;
  guint stale : 1; /* the dataset has changed while nobody looked */
};

/* exm-ready-view-account.c */
void _exm_ready_view_fill_accounts (ExmReadyView *self);
void _exm_ready_view_connect (ExmReadyView *self);
void _exm_ready_view_choose (ExmReadyView *self,
                             const char   *id);
void _exm_ready_view_show_accounts (ExmReadyView *self,
                                    gboolean      sign_in);
void _exm_ready_view_account_selected (ExmReadyView *self);
void _exm_ready_view_keep_choices (ExmReadyView *self);

/* What another program has chosen for the account meanwhile. */
void _exm_ready_view_take_choices (ExmReadyView *self);

/* exm-ready-view-act.c */
void _exm_ready_view_act (ExmReadyView  *self,
                          ExmReadyItem  *item,
                          ExmReadyAction action);

/* exm-ready-view.c */
gboolean _exm_ready_view_is_shown (ExmReadyView *self);
void     _exm_ready_view_check (ExmReadyView *self);
void     _exm_ready_view_update (ExmReadyView *self);
void     _exm_ready_view_focus_next (ExmReadyView *self);
void     _exm_ready_view_emit_changed (ExmReadyView *self);

G_END_DECLS
