/* exm-examples-page-private.h - what the files of the examples page share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-examples-page.h"
#include "exm-filter-bar.h"
#include "exm-label-picker.h"
#include "exm-row-editor.h"
#include "exm-table.h"

G_BEGIN_DECLS

/* A label, or an answer of its own, that was copied from a row. */
typedef struct
{
  ExmLabelId label;
  char      *output;
} ExmLabelCopy;

struct _ExmExamplesPage
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  GCancellable *cancellable; /* of what runs for this dataset */
  GtkWidget    *picker;
  GtkWidget    *menu;
  ExmLabelCopy  copied;

  GtkEventController *keys; /* owned; on the window */

  guint pick_after_label : 1; /* go on to the next row after labelling */

  ExmFilterBar *filter_bar;
  GtkStack     *stack;
  ExmTable     *table;
  GtkPaned     *paned;
  ExmRowEditor *editor;
  GActionGroup *columns; /* owned */
  GMenuModel   *row_menu;
  GMenuModel   *column_menu;
};

/* exm-examples-page-actions.c */
/* exm-examples-page-second.c: history of the selected post, sides of the split. */
void _exm_examples_page_install_second (GtkWidgetClass *widget_class);
void _exm_examples_page_update_second (ExmExamplesPage *self);

void _exm_examples_page_install_actions (GtkWidgetClass *widget_class);
void _exm_examples_page_update_actions (ExmExamplesPage *self);
/* The rows are all there, in the dataset's own order. */
gboolean _exm_examples_page_is_ordered (ExmExamplesPage *self);
/* Runs a command that adds rows, then chooses the first of them. */
void     _exm_examples_page_run_adding (ExmExamplesPage *self,
                                        ExmCommand      *command,
                                        gboolean         edit);
void     _exm_examples_page_add_column_actions (ExmExamplesPage *self);
void     _exm_examples_page_open_picker (ExmExamplesPage *self,
                                         guint            position,
                                         GtkWidget       *beside);
void     _exm_examples_page_run_on_selected (ExmExamplesPage *self,
                                             ExmCommand      *command);
void     _exm_examples_page_mark_action (GtkWidget  *widget,
                                         const char *action_name,
                                         GVariant   *parameter);
void     _exm_examples_page_tell_row (ExmExamplesPage *self,
                                      guint            position,
                                      const char      *what);
void     _exm_examples_page_show_given (ExmExamplesPage *self,
                                        guint            position,
                                        ExmLabelId       id);
void     _exm_examples_page_edit (ExmExamplesPage *self,
                                  guint            position);
gboolean _exm_examples_page_label_key (ExmExamplesPage *self,
                                       guint            keyval);

/* exm-examples-page-bulk.c */
void _exm_label_copy_clear (ExmLabelCopy *self);
void _exm_examples_page_fill_down_action (GtkWidget  *widget,
                                          const char *action_name,
                                          GVariant   *parameter);
void _exm_examples_page_copy_label_action (GtkWidget  *widget,
                                           const char *action_name,
                                           GVariant   *parameter);
void _exm_examples_page_paste_label_action (GtkWidget  *widget,
                                            const char *action_name,
                                            GVariant   *parameter);
void _exm_examples_page_select_all_action (GtkWidget  *widget,
                                           const char *action_name,
                                           GVariant   *parameter);

/* exm-examples-page-clipboard.c */
void _exm_examples_page_copy (ExmExamplesPage *self,
                              gboolean         cut);
void _exm_examples_page_paste (ExmExamplesPage *self);

G_END_DECLS
