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

  ExmLibrary   *library;
  ExmDataset   *dataset;
  ExmCatalogue *catalogue;   /* NULL when there is none: no Tune and no Test */
  GCancellable *cancellable; /* of opening and of choosers */
  AdwToast     *undo_toast;  /* borrowed: the toast whose Undo is still right */
  GtkWidget    *task_panel;
  GtkWidget    *readiness_bar;
  GtkWidget    *tune_page;
  GtkWidget    *test_page;
  char         *undo_toast_name; /* the step that it takes back */
  guint         narrow_id;
  guint         is_narrow : 1;
  guint         is_tiny : 1;
  guint         is_closing : 1;
  guint         sidebar_wanted : 1;

  AdwToastOverlay *toasts;
  GtkStack        *main_stack;
  ExmLibraryPage  *library_page;
  AdwHeaderBar    *header;
  GtkWidget       *title_box;
  GtkLabel        *name_label;
  GtkLabel        *saved_label;
  GtkButton       *undo_button;
  GtkButton       *redo_button;
  GtkWidget       *library_label;
  GtkWidget       *add_label;
  ExmBanner       *banner;
  GtkPaned        *paned;
  AdwBin          *sidebar_bin;
  AdwViewStack    *pages;
  ExmExamplesPage *examples_page;
  AdwBin          *readiness_bin;
  ExmJobBar       *job_bar;
  GtkWidget       *switcher_bar;
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
void _exm_window_hand_dataset (ExmWindow *self);
void _exm_window_install_panel_actions (GtkWidgetClass *widget_class);

/* exm-window-feedback.c */
void _exm_window_toast_step (ExmWindow  *self,
                             const char *text,
                             const char *button,
                             const char *action,
                             const char *step);

/* exm-window-actions.c */
void _exm_window_install_actions (GtkWidgetClass *widget_class);
void _exm_window_update_actions (ExmWindow *self);

/* exm-window-open.c */
void   _exm_window_open_dataset (ExmWindow *self,
                                 GFile     *file);
void   _exm_window_new_dataset (ExmWindow *self);
void   _exm_window_choose_file (ExmWindow *self,
                                gboolean   into_dataset);
GFile *_exm_window_dup_sample (void);
void   _exm_window_rename (ExmWindow  *self,
                           const char *uri);
void   _exm_window_trash (ExmWindow  *self,
                          const char *uri);
GFile *_exm_window_dup_last_folder (void);
void   _exm_window_keep_last_folder (GFile *file);

/* exm-window-import.c */
void _exm_window_import (ExmWindow *self,
                         ExmSource *source,
                         gboolean   into_dataset);
void _exm_window_import_text (ExmWindow  *self,
                              const char *text,
                              gboolean    into_dataset);
void _exm_window_paste_posts (ExmWindow *self);
void _exm_window_paste_rows (ExmWindow *self);

/* exm-window-export.c */
void _exm_window_export (ExmWindow *self);

G_END_DECLS
