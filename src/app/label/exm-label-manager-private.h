/* exm-label-manager-private.h - what the files of the label manager share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-label-details.h"
#include "exm-label-manager.h"
#include "exm-label-tidy-view.h"

G_BEGIN_DECLS

struct _ExmLabelManager
{
  AdwWindow parent_instance;

  ExmDataset         *dataset;
  char               *needle; /* folded; "" = all */
  GtkFilterListModel *filtered;
  GtkMultiSelection  *chosen;
  guint               idle_id;
  guint               is_narrow : 1;

  AdwToastOverlay  *toasts;
  AdwViewStack     *pages;
  AdwViewStackPage *labels_page;
  AdwViewStackPage *tidy_page;
  GtkEditable      *search_entry;
  GtkStack         *list_stack; /* "list", "empty", "nothing" */
  GtkListView      *list;
  GtkBox           *box; /* list beside details, or above them */
  GtkWidget        *separator;
  ExmLabelDetails  *details;
  ExmLabelTidyView *tidy_view;
  GtkEditable      *new_entry;
  GtkWidget        *new_popover;
};

/* label-manager.c */

/* Returns: (transfer full) (element-type ExmLabel): in the order of the list */
GPtrArray *_exm_label_manager_dup_chosen (ExmLabelManager *self);
void       _exm_label_manager_run (ExmLabelManager *self,
                                   ExmCommand      *command);

/* label-manager-list.c */
void _exm_label_manager_build_list (ExmLabelManager *self);
void _exm_label_manager_search (ExmLabelManager *self,
                                const char      *text);
void _exm_label_manager_move (ExmLabelManager *self,
                              gboolean         up);

/* label-manager-ask.c: @labels (transfer full) */
void _exm_label_manager_ask_merge (ExmLabelManager *self,
                                   GPtrArray       *labels);
void _exm_label_manager_ask_delete (ExmLabelManager *self,
                                    GPtrArray       *labels);

G_END_DECLS
