/* exm-filter-bar-private.h - what the files of the filter bar share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-filter-bar.h"
#include "exm-search.h"

G_BEGIN_DECLS

typedef struct _ExmFilterSaved ExmFilterSaved;

struct _ExmFilterBar
{
  GtkWidget parent_instance;

  ExmDataset *dataset;
  GArray     *labels; /* of ExmLabelId; 0 = no label */
  guint       states; /* bits 1 << ExmState */
  ExmProblem  problem;
  ExmQuery   *given; /* of show_query(): what has no control of its own; or NULL */
  char       *given_title;
  char       *told_text; /* of the entry, as last told */
  GtkWidget  *picker;
  guint       is_setting : 1;

  ExmFilterSaved *saved; /* the popover of saved searches */

  GSimpleActionGroup *actions; /* "filter." */

  GtkSearchBar  *search_bar;
  GtkEditable   *entry;
  GtkMenuButton *help_button;
  GtkMenuButton *saved_button;
  GtkLabel      *count_label;
  GtkLabel      *error_label;
  GtkMenuButton *state_button;
  GtkMenuButton *problem_button;
  GtkWidget     *label_button;
  GtkWidget     *chips;
  GtkWidget     *clear_button;
};

/* exm-filter-bar.c */

/* The filters are others now: chips, menus and messages follow; and it is told. */
void _exm_filter_bar_changed (ExmFilterBar *self);

/* The entry's text, without its delay. */
void _exm_filter_bar_set_text (ExmFilterBar *self,
                               const char   *text);

/* exm-filter-bar-chips.c */

/* Translated name of a problem of rows; NULL for those that are none of rows. */
const char *_exm_filter_bar_problem_name (ExmProblem problem);
void        _exm_filter_bar_update_chips (ExmFilterBar    *self,
                                          const ExmSearch *search);

/* exm-filter-bar-saved.c */
void _exm_filter_bar_add_saved (ExmFilterBar *self);
void _exm_filter_bar_free_saved (ExmFilterBar *self);

/* exm-filter-bar-help.c */
void _exm_filter_bar_add_help (ExmFilterBar *self);

G_END_DECLS
