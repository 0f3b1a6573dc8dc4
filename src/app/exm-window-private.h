/* exm-window-private.h - what the files of the window share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-banner.h"
#include "exm-catalogue.h"
#include "exm-examples-page.h"
#include "exm-job-bar.h"
#include "exm-library-page.h"
#include "exm-source.h"
#include "exm-window.h"

G_BEGIN_DECLS

struct _ExmWindow
{
  AdwApplicationWindow parent_instance;

  ExmLibrary      *library;
  ExmDataset      *dataset;
  ExmCatalogue    *catalogue;   /* NULL when there is none: no Tune and no Test */
  GCancellable    *cancellable; /* of opening and of choosers */
  AdwToast        *toast;       /* borrowed: the one that is shown; there is one at a time */
  GtkWidget       *task_panel;
  GtkWidget       *readiness_bar;
  GtkWidget       *label_page;
  GtkWidget       *review_page;
  GtkWidget       *tune_page;
  GtkWidget       *test_page;
  AdwToastOverlay *toast_overlay; /* where it is shown */
  GtkWindow       *guest;         /* borrowed: the dialog whose overlay has the toasts, or NULL */
  AdwToastOverlay *guest_toasts;  /* its overlay */
  char            *toast_step;    /* of the toast: the step that it takes back; NULL = none */
  GPtrArray       *waiting;       /* of GFile: to be added when the import that runs has ended */
  char            *news;          /* to be told when the dataset is there; with button and action */
  char            *news_button;
  char            *news_action;
  guint            narrow_id;
  guint            saving_id; /* "Saving…" will be shown */
  guint            is_narrow : 1;
  guint            was_narrow : 1; /* as it is laid out now */
  guint            is_tiny : 1;
  guint            is_closing : 1;
  guint            is_importing : 1; /* from the look at the file to the end */
  guint            sidebar_wanted : 1;

  AdwToastOverlay      *toasts; /* of the dataset: above what is always in sight */
  AdwToastOverlay      *library_toasts;
  GtkStack             *main_stack;
  ExmLibraryPage       *library_page;
  AdwHeaderBar         *header;
  AdwViewSwitcherTitle *switcher_title;
  GtkWidget            *title_box;
  GtkLabel             *name_label;
  GtkLabel             *saved_label;
  GtkButton            *undo_button;
  GtkButton            *redo_button;
  GtkWidget            *library_label;
  GtkWidget            *add_label;
  ExmBanner            *banner;
  GtkPaned             *paned;
  AdwBin               *sidebar_bin;
  AdwViewStack         *pages;
  ExmExamplesPage      *examples_page;
  AdwBin               *foot_bin; /* the button of the page in sight */
  AdwBin               *readiness_bin;
  ExmJobBar            *job_bar;
  GtkWidget            *switcher_bar;
  GMenu                *recent_menu;
};

/* exm-window.c */
void     _exm_window_set_dataset (ExmWindow  *self,
                                  ExmDataset *dataset);
void     _exm_window_show_page (ExmWindow  *self,
                                const char *name);
void     _exm_window_set_sidebar (ExmWindow *self,
                                  gboolean   visible);
gboolean _exm_window_get_sidebar (ExmWindow *self);

/* exm-window-panels.c */
void _exm_window_place_panels (ExmWindow *self);
void _exm_window_rest_pages (ExmWindow *self);
void _exm_window_hand_dataset (ExmWindow *self);
void _exm_window_install_panel_actions (GtkWidgetClass *widget_class);

/* exm-window-labels.c */
void _exm_window_install_label_actions (GtkWidgetClass *widget_class);

/* exm-window-feedback.c */
void _exm_window_toast_step (ExmWindow  *self,
                             const char *text,
                             const char *button,
                             const char *action,
                             const char *step);
void _exm_window_show_toast (ExmWindow  *self,
                             AdwToast   *toast,
                             const char *step);
/* After another page has come: the toast lies where it covers nothing there. */
void _exm_window_take_toast_along (ExmWindow *self);
/* For what is told of a dataset that is being opened. */
void _exm_window_set_news (ExmWindow  *self,
                           const char *text,
                           const char *button,
                           const char *action);
void _exm_window_tell_news (ExmWindow *self,
                            ExmWindow *there);

/* exm-window-actions.c */
void _exm_window_install_actions (GtkWidgetClass *widget_class);
void _exm_window_update_actions (ExmWindow *self);

/* exm-window-open.c */
void _exm_window_open_dataset (ExmWindow *self,
                               GFile     *file);
void _exm_window_new_dataset (ExmWindow *self);
void _exm_window_rename (ExmWindow  *self,
                         const char *uri);
void _exm_window_trash (ExmWindow  *self,
                        const char *uri);

/* exm-window-files.c */
void   _exm_window_choose_file (ExmWindow *self,
                                gboolean   into_dataset);
GFile *_exm_window_dup_sample (void);
GFile *_exm_window_dup_last_folder (void);
void   _exm_window_keep_last_folder (GFile *file);
void   _exm_window_install_file_actions (GtkWidgetClass *widget_class);
void   _exm_window_watch_recent (ExmWindow *self);

/* exm-window-import.c */
void _exm_window_import (ExmWindow *self,
                         ExmSource *source,
                         gboolean   into_dataset);
/* Into the open dataset, one after the other. */
void _exm_window_import_files (ExmWindow    *self,
                               GFile *const *files,
                               guint         n_files);
/* Adds to the open dataset what an import of the archive left out. */
void _exm_window_import_reposts (ExmWindow *self,
                                 ExmSource *source);
/* @stamp: (nullable): of the file, for the memory of imports */
void _exm_window_import_file (ExmWindow  *self,
                              ExmSource  *source,
                              GFile      *file,
                              const char *stamp);
void _exm_window_import_text (ExmWindow  *self,
                              const char *text,
                              gboolean    into_dataset);
void _exm_window_paste_posts (ExmWindow *self);
void _exm_window_paste_rows (ExmWindow *self);

/* exm-window-drop.c */
void _exm_window_accept_drops (ExmWindow *self);

/* exm-window-export.c */
void _exm_window_export (ExmWindow *self);

G_END_DECLS
