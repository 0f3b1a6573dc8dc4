/* exm-compare-pane.h - two decisions of one post side by side, settled with one key
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "exm-dataset.h"

G_BEGIN_DECLS

#define EXM_TYPE_COMPARE_PANE (exm_compare_pane_get_type ())
G_DECLARE_FINAL_TYPE (ExmComparePane, exm_compare_pane, EXM, COMPARE_PANE, GtkWidget)

/**
 * ExmDifference:
 * @row: the post
 * @one, @other: what was decided: labels' names
 * @note: (nullable): the other's
 * @hint: (nullable): what else is to be known, translated
 * @index: the owner's name for it
 * @settled: it has been dealt with
 */
typedef struct
{
  ExmRowId row;
  char    *one;
  char    *other;
  char    *note;
  char    *hint;
  guint    index;
  gboolean settled;
} ExmDifference;

ExmDifference *exm_difference_new (ExmRowId    row,
                                   const char *one,
                                   const char *other,
                                   guint       index,
                                   gboolean    settled);
void           exm_difference_free (ExmDifference *self);

/* What was chosen. */
typedef enum
{
  EXM_CHOICE_ONE,
  EXM_CHOICE_OTHER,
  EXM_CHOICE_THIRD,
} ExmChoice;

/**
 * ExmComparePane:
 *
 * 1 = the one, 2 = the other, 3 = another label; arrow keys go on and back.
 *
 * Signals:
 * `settled (guint index, guint choice, char *name)`: @name is the label chosen
 * `left ()`
 */
GtkWidget *exm_compare_pane_new (void);

/**
 * exm_compare_pane_begin:
 * @one_title, @other_title: translated: whose decision stands on which side
 * @differences: (element-type ExmDifference) (transfer full)
 */
void exm_compare_pane_begin (ExmComparePane *self,
                             ExmDataset     *dataset,
                             const char     *one_title,
                             const char     *other_title,
                             GPtrArray      *differences);
void exm_compare_pane_stop (ExmComparePane *self);

G_END_DECLS
