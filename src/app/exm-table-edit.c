/* exm-table-edit.c - editing a post in its cell
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-table-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* One editor for the whole table: it is made in the cell that is edited and goes
 * with it. Enter keeps, Esc gives up, leaving keeps. When the cell is scrolled
 * away or bound to another row the text is kept for the row it was begun on. */

/* The row model holds the first 1,000 characters of a post. */
#define IN_PLACE_CHARS 900

gboolean
exm_table_is_editing (ExmTable *self)
{
  g_return_val_if_fail (EXM_IS_TABLE (self), FALSE);

  return self->edited_cell != NULL;
}

void
_exm_table_end_edit (ExmTable *self,
                     gboolean  keep)
{
  if (self->edited_cell == NULL || self->is_ending_edit)
    return;

  self->is_ending_edit = TRUE;

  ExmCell         *cell = g_steal_pointer (&self->edited_cell);
  g_autofree char *before = g_steal_pointer (&self->edited_text);
  g_autofree char *after = g_strdup (gtk_editable_get_text (GTK_EDITABLE (exm_cell_get_editor (cell))));
  guint            position = exm_cell_get_position (cell);
  gboolean         had_focus = gtk_widget_get_focus_child (GTK_WIDGET (cell)) != NULL;

  exm_cell_set_editor (cell, NULL);
  if (had_focus && position != GTK_INVALID_LIST_POSITION)
    exm_table_focus_row (self, position);
  if (keep && strcmp (before, after) != 0)
    g_signal_emit_by_name (self, "edited", (guint)self->edited_id, after);
  self->is_ending_edit = FALSE;
}

void
_exm_table_cell_unbound (ExmTable *self,
                         ExmCell  *cell)
{
  if (self->edited_cell == cell)
    _exm_table_end_edit (self, TRUE);
}

static void
exm_table_editor_leave_cb (ExmTable *self)
{
  _exm_table_end_edit (self, TRUE);
}

static gboolean
exm_table_editor_key_cb (GtkEventControllerKey *controller,
                         guint                  keyval,
                         guint                  keycode,
                         GdkModifierType        state,
                         ExmTable              *self)
{
  switch (keyval)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_ISO_Enter:
      _exm_table_end_edit (self, TRUE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      _exm_table_end_edit (self, FALSE);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* An entry without a frame, not the text inside alone: that has no role and no
 * text of its own for a screen reader. */
static GtkWidget *
exm_table_make_editor (ExmTable   *self,
                       const char *text,
                       guint       number)
{
  GtkWidget          *editor = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autofree char    *name = g_strdup_printf (_ ("Post, row %u"), number);

  gtk_editable_set_text (GTK_EDITABLE (editor), text);
  gtk_editable_set_enable_undo (GTK_EDITABLE (editor), TRUE);
  gtk_entry_set_has_frame (GTK_ENTRY (editor), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (editor))), "cell-editor");
  gtk_widget_set_hexpand (editor, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (editor), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (exm_table_editor_leave_cb), self);
  gtk_widget_add_controller (editor, focus);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (exm_table_editor_key_cb), self);
  gtk_widget_add_controller (editor, keys);
  return editor;
}

gboolean
exm_table_edit_in_place (ExmTable *self,
                         guint     position)
{
  g_return_val_if_fail (EXM_IS_TABLE (self), FALSE);

  _exm_table_end_edit (self, TRUE);
  exm_table_scroll_to (self, position);

  ExmCell    *cell = _exm_table_find_cell (self, position, EXM_TABLE_COLUMN_POST);
  ExmRow     *row = cell != NULL ? exm_cell_get_row (cell) : NULL;
  const char *text = row != NULL ? exm_row_get_input (row) : NULL;

  if (text == NULL || strpbrk (text, "\n\r") != NULL || exm_row_get_length (row) > IN_PLACE_CHARS)
    return FALSE;

  GtkWidget *editor = exm_table_make_editor (self, text, exm_row_get_number (row));

  self->edited_cell = cell;
  self->edited_id = exm_row_get_id (row);
  self->edited_text = g_strdup (text);
  exm_cell_set_editor (cell, editor);
  gtk_widget_grab_focus (editor);
  gtk_editable_set_position (GTK_EDITABLE (editor), -1);
  return TRUE;
}
