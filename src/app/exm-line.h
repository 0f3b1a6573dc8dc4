/* exm-line.h - one line of text that a widget draws itself
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ExmLine:
 *
 * What GtkInscription is for a line, without being a widget: a table has a thousand, and
 * each time the focus moves GTK goes through all widgets of a window. The size it asks for
 * does not depend on its text; what does not fit ends in an ellipsis.
 */
typedef struct _ExmLine ExmLine;

typedef enum
{
  EXM_LINE_PLAIN = 0,
  EXM_LINE_NUMBER = 1 << 0, /* at the end of its area, digits of one width */
  EXM_LINE_BESIDE = 1 << 1, /* at the start also where the text runs the other way: it belongs to what is there */
} ExmLineFlags;

/**
 * exm_line_new:
 * @widget: (transfer none): who draws it, and outlives it
 */
ExmLine *exm_line_new (GtkWidget   *widget,
                       ExmLineFlags flags);
void     exm_line_free (ExmLine *self);

/**
 * exm_line_set_text: @text without line breaks; draws the widget again if it is another.
 */
void exm_line_set_text (ExmLine    *self,
                        const char *text);

/**
 * exm_line_restyle: for css_changed, direction_changed and system_setting_changed of the
 * widget: its font or direction may be others.
 */
void exm_line_restyle (ExmLine *self);

/**
 * exm_line_measure:
 * @width: (out): px, room for one character
 * @height: (out): px
 */
void exm_line_measure (ExmLine *self,
                       int     *width,
                       int     *height);

/**
 * exm_line_snapshot: in @area of the widget, in the middle of its height.
 */
void exm_line_snapshot (ExmLine               *self,
                        GtkSnapshot           *snapshot,
                        const graphene_rect_t *area);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmLine, exm_line_free)

G_END_DECLS
