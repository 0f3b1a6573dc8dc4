/* exm-table-place.c - which cell stands where, and keeping the place when all rows change
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-table-private.h"

#include <math.h>

/* A new query comes as two signals, all rows gone and all rows new, and GTK
 * forgets where it was. So the row at the top and the one with the focus are
 * written down by id before, and looked up after.
 *
 * The column view is made of widgets that no public function names:
 *   GtkColumnView > header, list > row > cell > our ExmCell
 * Only the walk below knows that. */

/* A view at its top follows the row with the focus no farther than this. */
#define FOLLOW_MAX 100

/* A row that is to be shown waits this long (µs) for the change that brings it. */
#define REVEAL_MAX (3 * G_TIME_SPAN_SECOND)

/* --- finding cells ------------------------------------------------------------------ */

static ExmCell *
exm_table_row_cell (GtkWidget     *row,
                    ExmTableColumn column)
{
  for (GtkWidget *cell = gtk_widget_get_first_child (row); cell != NULL; cell = gtk_widget_get_next_sibling (cell))
    {
      GtkWidget *child = gtk_widget_get_first_child (cell);

      if (EXM_IS_CELL (child) &&
          (column == EXM_N_TABLE_COLUMNS || exm_cell_get_column (EXM_CELL (child)) == column))
        return EXM_CELL (child);
    }
  return NULL;
}

guint
_exm_table_row_position (GtkWidget *row)
{
  ExmCell *cell = exm_table_row_cell (row, EXM_N_TABLE_COLUMNS);

  return cell != NULL ? exm_cell_get_position (cell) : GTK_INVALID_LIST_POSITION;
}

/* Mostly it is the row with the focus or one beside it, and there are two hundred. */
static GtkWidget *
exm_table_find_row (ExmTable *self,
                    guint     position)
{
  GtkWidget *focus = gtk_widget_get_focus_child (self->list);

  if (focus != NULL)
    {
      GtkWidget *near[] = { focus, gtk_widget_get_next_sibling (focus), gtk_widget_get_prev_sibling (focus) };

      for (guint i = 0; i < G_N_ELEMENTS (near); i++)
        if (near[i] != NULL && _exm_table_row_position (near[i]) == position)
          return near[i];
    }
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (_exm_table_row_position (row) == position)
      return row;
  return NULL;
}

ExmCell *
_exm_table_find_cell (ExmTable      *self,
                      guint          position,
                      ExmTableColumn column)
{
  GtkWidget *row = exm_table_find_row (self, position);

  return row != NULL ? exm_table_row_cell (row, column) : NULL;
}

ExmCell *
_exm_table_cell_at (ExmTable *self,
                    double    x,
                    double    y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  if (picked == NULL)
    return NULL;

  /* A click beside the text hits GTK's cell around ours. */
  GtkWidget *child = gtk_widget_get_first_child (picked);

  if (EXM_IS_CELL (child) && gtk_widget_get_next_sibling (child) == NULL)
    return EXM_CELL (child);
  return EXM_CELL (gtk_widget_get_ancestor (picked, EXM_TYPE_CELL));
}

void
_exm_table_foreach_cell (ExmTable        *self,
                         ExmTableCellFunc func,
                         gpointer         user_data)
{
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL; row = gtk_widget_get_next_sibling (row))
    for (GtkWidget *cell = gtk_widget_get_first_child (row); cell != NULL; cell = gtk_widget_get_next_sibling (cell))
      {
        GtkWidget *child = gtk_widget_get_first_child (cell);

        if (EXM_IS_CELL (child))
          func (EXM_CELL (child), user_data);
      }
}

gboolean
exm_table_get_cell_area (ExmTable      *self,
                         guint          position,
                         ExmTableColumn column,
                         GdkRectangle  *area)
{
  g_return_val_if_fail (EXM_IS_TABLE (self), FALSE);

  ExmCell        *cell = _exm_table_find_cell (self, position, column);
  graphene_rect_t bounds;

  if (cell == NULL || !gtk_widget_get_mapped (GTK_WIDGET (cell)) ||
      !gtk_widget_compute_bounds (GTK_WIDGET (cell), GTK_WIDGET (self), &bounds))
    return FALSE;

  area->x = floorf (bounds.origin.x);
  area->y = floorf (bounds.origin.y);
  area->width = ceilf (bounds.size.width);
  area->height = ceilf (bounds.size.height);
  return area->y + area->height > 0 && area->y < gtk_widget_get_height (GTK_WIDGET (self));
}

/* --- focus and scrolling --------------------------------------------------------------- */

guint
exm_table_get_focus (ExmTable *self)
{
  g_return_val_if_fail (EXM_IS_TABLE (self), GTK_INVALID_LIST_POSITION);

  GtkWidget *row = gtk_widget_get_focus_child (self->list);

  /* The focus child stays remembered after the focus has left. */
  if (row == NULL || !(gtk_widget_get_state_flags (row) & (GTK_STATE_FLAG_FOCUSED | GTK_STATE_FLAG_FOCUS_WITHIN)))
    return GTK_INVALID_LIST_POSITION;
  return _exm_table_row_position (row);
}

void
exm_table_select_row (ExmTable *self,
                      guint     position)
{
  g_return_if_fail (EXM_IS_TABLE (self));

  if (self->model == NULL || position >= g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    return;
  /* The list alone knows where a span begins, and only its own action tells it. */
  if (gtk_list_view_get_model (GTK_LIST_VIEW (self->list)) == NULL ||
      !gtk_widget_activate_action (self->list, "list.select-item", "(ubb)", position, FALSE, FALSE))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
}

void
exm_table_scroll_to (ExmTable *self,
                     guint     position)
{
  g_return_if_fail (EXM_IS_TABLE (self));

  if (self->model == NULL || position >= g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    return;
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);
}

void
exm_table_focus_row (ExmTable *self,
                     guint     position)
{
  g_return_if_fail (EXM_IS_TABLE (self));

  GtkWidget *row = exm_table_find_row (self, position);

  /* A row that gets the focus is scrolled to by GTK; it only has to be there. */
  if (row == NULL)
    {
      exm_table_scroll_to (self, position);
      row = exm_table_find_row (self, position);
    }
  if (row != NULL)
    gtk_widget_grab_focus (row);
}

void
exm_table_reveal (ExmTable *self,
                  ExmRowId  id)
{
  g_return_if_fail (EXM_IS_TABLE (self));

  guint position = self->model != NULL ? exm_row_model_find (self->model, id) : G_MAXUINT;

  self->reveal_id = id;
  self->reveal_until = g_get_monotonic_time () + REVEAL_MAX;
  if (position != G_MAXUINT)
    exm_table_focus_row (self, position);
}

/* Rows came: is the one among them that is to be shown? */
gboolean
_exm_table_reveal_awaited (ExmTable *self)
{
  guint position;

  if (self->reveal_id == 0 || g_get_monotonic_time () > self->reveal_until)
    return FALSE;
  position = exm_row_model_find (self->model, self->reveal_id);
  if (position == G_MAXUINT)
    return FALSE;
  self->reveal_id = 0;
  /* Who has gone on to type elsewhere keeps the focus there. */
  if (gtk_widget_get_focus_child (GTK_WIDGET (self)) != NULL)
    exm_table_focus_row (self, position);
  else
    exm_table_scroll_to (self, position);
  return TRUE;
}

/* --- keeping the place ------------------------------------------------------------------- */

static GtkAdjustment *
exm_table_get_vadjustment (ExmTable *self)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
}

/* Rows are of one height: cells ask for a fixed number of lines. */
static double
exm_table_row_height (ExmTable *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_get_height (row) > 0)
      return gtk_widget_get_height (row);
  return 0;
}

/* The first layout after the reset has measured the rows, so that the scroller
 * knows its length; what is set now is laid out in the same frame. */
static void
exm_table_restore_cb (GdkFrameClock *clock,
                      ExmTable      *self)
{
  double value = self->wanted_value;

  g_signal_handlers_disconnect_by_func (clock, exm_table_restore_cb, self);
  g_clear_object (&self->restore_clock);
  self->wanted_value = -1;
  if (value >= 0)
    gtk_adjustment_set_value (exm_table_get_vadjustment (self), value);
}

static void
exm_table_restore_after_layout (ExmTable *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self));

  if (clock == NULL || self->restore_clock != NULL)
    return;
  self->restore_clock = g_object_ref (clock);
  g_signal_connect_object (clock, "layout", G_CALLBACK (exm_table_restore_cb), self, G_CONNECT_AFTER);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_LAYOUT);
}

void
_exm_table_forget_place (ExmTable *self)
{
  self->anchor_id = 0;
  self->focus_id = 0;
  self->focus_position = GTK_INVALID_LIST_POSITION;
  self->had_focus = FALSE;
  self->wanted_value = -1;
  if (self->restore_clock != NULL)
    g_signal_handlers_disconnect_by_func (self->restore_clock, exm_table_restore_cb, self);
  g_clear_object (&self->restore_clock);
}

static void
exm_table_about_to_reset_cb (ExmTable *self)
{
  double height = exm_table_row_height (self);
  double value = gtk_adjustment_get_value (exm_table_get_vadjustment (self));
  guint  top;

  _exm_table_end_edit (self, TRUE);
  if (height <= 0)
    return;
  /* Two resets without a frame between: the place noted first still holds. */
  if (self->restore_clock != NULL)
    return;
  _exm_table_forget_place (self);
  top = (guint)floor (value / height);
  self->anchor_id = exm_row_model_get_id (self->model, top);
  self->anchor_offset = top * height - value;
  self->focus_position = exm_table_get_focus (self);
  if (self->focus_position != GTK_INVALID_LIST_POSITION)
    {
      self->had_focus = TRUE;
      self->focus_id = exm_row_model_get_id (self->model, self->focus_position);
    }
  /* A view at the very top stays there: new rows above shall be seen. */
  if (value <= 0)
    {
      self->anchor_id = 0;
      self->anchor_offset = 0;
    }
}

/* Rows changed places: GTK may have lost the one that it holds on to. While the
 * row with the focus is in sight the view stands still. */
void
_exm_table_hold_place (ExmTable *self)
{
  double value = gtk_adjustment_get_value (exm_table_get_vadjustment (self));
  double page = gtk_adjustment_get_page_size (exm_table_get_vadjustment (self));
  double height = exm_table_row_height (self);
  guint  focus = exm_table_get_focus (self);

  if (self->restore_clock != NULL || height <= 0)
    return;
  if (focus != GTK_INVALID_LIST_POSITION && (focus * height < value || (focus + 1) * height > value + page))
    return;
  self->wanted_value = value;
  exm_table_restore_after_layout (self);
}

/* All rows are being replaced: to where the view will stand, widgets and all. */
static void
exm_table_staged_cb (ExmTable *self)
{
  guint anchor = self->anchor_id != 0 ? exm_row_model_find (self->model, self->anchor_id) : 0;

  exm_table_scroll_to (self, anchor != G_MAXUINT ? anchor : 0);
}

/* Returns: the position that has got the focus */
static guint
exm_table_restore_focus (ExmTable *self,
                         guint     n_items)
{
  guint position = self->focus_id != 0 ? exm_row_model_find (self->model, self->focus_id) : G_MAXUINT;

  if (position == G_MAXUINT)
    position = MIN (self->focus_position, n_items - 1);
  /* At the top of a table that is sorted anew, the new top is of interest. */
  if (self->anchor_id == 0 && position > self->focus_position + FOLLOW_MAX)
    position = 0;
  exm_table_focus_row (self, position);
  /* Deleted rows leave the selection empty: go on with the next one. */
  if (exm_row_selection_get_n_selected (self->selection) == 0)
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  return position;
}

/* Who has gone on to type elsewhere, a search say, keeps the keyboard. */
static gboolean
exm_table_is_typed_elsewhere (ExmTable *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (GTK_IS_EDITABLE (focus) || GTK_IS_TEXT_VIEW (focus)) &&
         !gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

static void
exm_table_reset_cb (ExmTable *self)
{
  guint  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint  anchor = G_MAXUINT;
  guint  focus = 0;
  double height = exm_table_row_height (self);
  double page = gtk_adjustment_get_page_size (exm_table_get_vadjustment (self));

  _exm_table_fit_number (self);
  if (n_items == 0)
    return;

  if (_exm_table_reveal_awaited (self))
    {
      self->had_focus = FALSE;
      return;
    }
  if (self->had_focus && !exm_table_is_typed_elsewhere (self))
    focus = exm_table_restore_focus (self, n_items);
  if (self->anchor_id != 0)
    anchor = exm_row_model_find (self->model, self->anchor_id);
  else if ((focus + 1) * height <= page)
    anchor = 0;
  if (anchor != G_MAXUINT && height > 0)
    {
      self->wanted_value = anchor * height - self->anchor_offset;
      exm_table_scroll_to (self, anchor);
      exm_table_restore_after_layout (self);
    }
  self->had_focus = FALSE;
}

void
_exm_table_watch_model (ExmTable *self)
{
  g_signal_connect_object (self->model, "about-to-reset",
                           G_CALLBACK (exm_table_about_to_reset_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "staged",
                           G_CALLBACK (exm_table_staged_cb), self, G_CONNECT_SWAPPED);
  /* Connected after the selection's own handler, so the kept rows are selected by now. */
  g_signal_connect_object (self->model, "reset",
                           G_CALLBACK (exm_table_reset_cb), self, G_CONNECT_SWAPPED);
}
