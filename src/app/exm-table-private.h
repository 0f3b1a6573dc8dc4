/* exm-table-private.h - what the files of the table share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "exm-table.h"

G_BEGIN_DECLS

typedef struct _ExmTableBars ExmTableBars;

struct _ExmTable
{
  GtkWidget parent_instance;

  ExmDataset      *dataset;
  ExmRowModel     *model;
  ExmRowSelection *selection;

  GtkWidget           *scroller;
  GtkColumnView       *view;
  GtkWidget           *list; /* the view's inner list, which has the list actions */
  GtkColumnViewColumn *columns[EXM_N_TABLE_COLUMNS];
  int                  widths[EXM_N_TABLE_COLUMNS]; /* pixels; -1 = what is left */
  int                  fitted_width;                /* of the number column; 0 = not yet */
  GSettings           *settings;

  /* The one editor and the row that it is in. */
  ExmCell *edited_cell; /* borrowed; NULL while nobody edits */
  ExmRowId edited_id;
  char    *edited_text;
  gboolean is_ending_edit;

  /* Where the view stood before the rows were replaced. */
  ExmRowId       anchor_id;
  double         anchor_offset; /* pixels from the top of the viewport to that row, ≤ 0 */
  ExmRowId       focus_id;
  guint          focus_position;
  double         wanted_value;  /* scroll position to set after the next layout, -1 = none */
  GdkFrameClock *restore_clock; /* owned; whose layout is waited for */
  guint          select_id;
  ExmRowId       reveal_id;    /* to be shown when it comes, 0 = none */
  gint64         reveal_until; /* monotonic time, µs */
  guint          had_focus : 1;

  double drop_line; /* y of the line where dragged rows would go, -1 = none */

  ExmTableBars *bars; /* of the headers */

  /* What the probing of the view's sorter found; see exm-table-columns.c. */
  guint probed_column;
  guint is_setting_width : 1;
};

/* exm-table-columns.c */
void _exm_table_build_columns (ExmTable *self);
void _exm_table_align_titles (ExmTable *self);
void _exm_table_unbind_settings (ExmTable *self);
void _exm_table_fit_number (ExmTable *self);

/* exm-table-bars.c */
void     _exm_table_add_bars (ExmTable *self);
void     _exm_table_stop_bars (ExmTable *self);
void     _exm_table_free_bars (ExmTable *self);
void     _exm_table_place_bars (ExmTable *self);
void     _exm_table_update_bars (ExmTable *self);
gboolean _exm_table_focus_bars (ExmTable        *self,
                                GtkDirectionType direction);

/* exm-table-drag.c */
void  _exm_table_add_drag (ExmTable *self);
guint _exm_table_drop_place (ExmTable *self,
                             double    y,
                             double   *line);
void  _exm_table_draw_drop_line (ExmTable    *self,
                                 GtkSnapshot *snapshot);

/* exm-table-edit.c */
void _exm_table_end_edit (ExmTable *self,
                          gboolean  keep);
void _exm_table_cell_unbound (ExmTable *self,
                              ExmCell  *cell);

/* exm-table-place.c */
void     _exm_table_watch_model (ExmTable *self);
gboolean _exm_table_reveal_awaited (ExmTable *self);
void     _exm_table_forget_place (ExmTable *self);
void     _exm_table_hold_place (ExmTable *self);
guint    _exm_table_row_position (GtkWidget *row);
ExmCell *_exm_table_find_cell (ExmTable      *self,
                               guint          position,
                               ExmTableColumn column);
ExmCell *_exm_table_cell_at (ExmTable *self,
                             double    x,
                             double    y);

typedef void (*ExmTableCellFunc) (ExmCell *cell,
                                  gpointer user_data);
void _exm_table_foreach_cell (ExmTable        *self,
                              ExmTableCellFunc func,
                              gpointer         user_data);

G_END_DECLS
