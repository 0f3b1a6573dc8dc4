/* exm-table-drag.c - rows that are dragged to another place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-compat.h"
#include "exm-table-private.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"

/* A drag that begins on a number, or on a row that is selected, moves rows: the
 * selected ones, or the one under the pointer. Any other drag is GTK's rubber
 * band and selects rows. Rows have a place to be moved to only in the dataset's
 * own order; in any other, each drag selects.
 *
 * What is dragged is only the word that this table drags, good in no other place;
 * the rows are those that are selected when they are dropped. */

/* Never followed: a drag may outlive its table. */
typedef ExmTable *ExmTableDrag;
#define EXM_TYPE_TABLE_DRAG (exm_table_drag_get_type ())
GType exm_table_drag_get_type (void);
G_DEFINE_POINTER_TYPE (ExmTableDrag, exm_table_drag)

/* Pixels: the line between the rows where they would go. */
#define LINE_HEIGHT 2

static gboolean
exm_table_can_move_rows (ExmTable *self)
{
  const ExmQuery *query = self->model != NULL ? exm_row_model_get_query (self->model) : NULL;

  return query != NULL && exm_query_is_all (query) && query->sort == EXM_SORT_ORDER && !query->descending &&
         !exm_dataset_is_read_only (self->dataset);
}

/* --- where to ------------------------------------------------------------------------ */

/* The place before which rows dropped at @y go. @line (out): where that is. */
guint
_exm_table_drop_place (ExmTable *self,
                       double    y,
                       double   *line)
{
  guint  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint  place = n_items;
  double bottom = 0;

  *line = 0;
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      guint           position = _exm_table_row_position (row);
      graphene_rect_t bounds;

      if (position >= n_items || !gtk_widget_get_child_visible (row) ||
          !gtk_widget_compute_bounds (row, GTK_WIDGET (self), &bounds) || bounds.size.height <= 0)
        continue;
      if (y < bounds.origin.y + bounds.size.height / 2 && position < place)
        {
          place = position;
          *line = bounds.origin.y;
        }
      bottom = MAX (bottom, bounds.origin.y + bounds.size.height);
    }
  if (place == n_items)
    *line = bottom;
  return place;
}

/* Returns: whether there was anything to move */
static gboolean
exm_table_move_selected (ExmTable *self,
                         guint     place)
{
  GtkSelectionModel   *selected = GTK_SELECTION_MODEL (self->selection);
  guint                n_items = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  guint                first = exm_row_selection_get_first (self->selection);
  guint                last = exm_row_selection_get_last (self->selection);
  guint                n_selected = exm_row_selection_get_n_selected (self->selection);
  gsize                n_ids = 0;
  g_autofree ExmRowId *ids = exm_row_selection_dup_ids (self->selection, &n_ids);

  /* They stand together, and there already. */
  if (n_ids == 0 || (last - first + 1 == n_selected && place >= first && place <= last + 1))
    return FALSE;
  /* Before a row that stays. */
  while (place < n_items && gtk_selection_model_is_selected (selected, place))
    place++;
  exm_row_selection_select_ids (self->selection, ids, n_ids);
  exm_table_reveal (self, ids[0]);
  exm_feedback_run (GTK_WIDGET (self), self->dataset,
                    exm_command_new_move (ids, n_ids, exm_row_model_get_id (self->model, place)), EXM_RUN_QUIET);
  return TRUE;
}

static void
exm_table_set_drop_line (ExmTable *self,
                         double    line)
{
  if (self->drop_line == line)
    return;
  self->drop_line = line;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
_exm_table_draw_drop_line (ExmTable    *self,
                           GtkSnapshot *snapshot)
{
  GdkRGBA color;
  float   width = (float)gtk_widget_get_width (GTK_WIDGET (self));
  float   top = (float)self->drop_line - LINE_HEIGHT / 2.0f;

  if (self->drop_line < 0)
    return;
  exm_compat_get_accent (GTK_WIDGET (self), &color);
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (0, top, width, LINE_HEIGHT));
}

/* --- dragging -------------------------------------------------------------------------- */

static GdkContentProvider *
exm_table_drag_prepare_cb (GtkDragSource *source,
                           double         x,
                           double         y,
                           ExmTable      *self)
{
  ExmCell *cell = _exm_table_cell_at (self, x, y);
  guint    position = cell != NULL ? exm_cell_get_position (cell) : GTK_INVALID_LIST_POSITION;
  gboolean is_selected;

  if (position == GTK_INVALID_LIST_POSITION || cell == self->edited_cell || !exm_table_can_move_rows (self))
    return NULL;
  is_selected = gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position);
  if (!is_selected && exm_cell_get_column (cell) != EXM_TABLE_COLUMN_NUMBER)
    return NULL;
  if (!is_selected)
    exm_table_select_row (self, position);
  /* Else the rubber band begins as well. */
  gtk_gesture_set_state (GTK_GESTURE (source), GTK_EVENT_SEQUENCE_CLAIMED);
  return gdk_content_provider_new_typed (EXM_TYPE_TABLE_DRAG, self);
}

static void
exm_table_drag_begin_cb (GtkDragSource *source,
                         GdkDrag       *drag,
                         ExmTable      *self)
{
  guint            n_rows = exm_row_selection_get_n_selected (self->selection);
  g_autofree char *text = g_strdup_printf (ngettext ("%'u example", "%'u examples", n_rows), n_rows);
  GtkWidget       *label = gtk_label_new (text);
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_add_css_class (box, "card");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), box);
}

static void
exm_table_drag_end_cb (GtkDragSource *source,
                       GdkDrag       *drag,
                       gboolean       delete_data,
                       ExmTable      *self)
{
  exm_table_set_drop_line (self, -1);
}

/* --- dropping ---------------------------------------------------------------------------- */

static gboolean
exm_table_drop_accept_cb (GtkDropTarget *target,
                          GdkDrop       *drop,
                          ExmTable      *self)
{
  GdkDrag *drag = gdk_drop_get_drag (drop);

  /* From this process, and (below) from this very table. */
  return drag != NULL && gdk_content_formats_contain_gtype (gdk_drop_get_formats (drop), EXM_TYPE_TABLE_DRAG) &&
         exm_table_can_move_rows (self);
}

static GdkDragAction
exm_table_drop_motion_cb (GtkDropTarget *target,
                          double         x,
                          double         y,
                          ExmTable      *self)
{
  double line;

  if (!exm_table_can_move_rows (self))
    return 0;
  _exm_table_drop_place (self, y, &line);
  exm_table_set_drop_line (self, line);
  return GDK_ACTION_MOVE;
}

static void
exm_table_drop_leave_cb (GtkDropTarget *target,
                         ExmTable      *self)
{
  exm_table_set_drop_line (self, -1);
}

static gboolean
exm_table_drop_cb (GtkDropTarget *target,
                   const GValue  *value,
                   double         x,
                   double         y,
                   ExmTable      *self)
{
  double line;

  exm_table_set_drop_line (self, -1);
  if (g_value_get_pointer (value) != self || !exm_table_can_move_rows (self))
    return FALSE;
  return exm_table_move_selected (self, _exm_table_drop_place (self, y, &line));
}

void
_exm_table_add_drag (ExmTable *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (EXM_TYPE_TABLE_DRAG, GDK_ACTION_MOVE);

  self->drop_line = -1;
  /* Before the list's rubber band, which takes what is refused here. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (source), GTK_PHASE_CAPTURE);
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (exm_table_drag_prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (exm_table_drag_begin_cb), self);
  g_signal_connect (source, "drag-end", G_CALLBACK (exm_table_drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));

  g_signal_connect (target, "accept", G_CALLBACK (exm_table_drop_accept_cb), self);
  g_signal_connect (target, "enter", G_CALLBACK (exm_table_drop_motion_cb), self);
  g_signal_connect (target, "motion", G_CALLBACK (exm_table_drop_motion_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (exm_table_drop_leave_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (exm_table_drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
