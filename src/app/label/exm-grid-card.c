/* exm-grid-card.c - one of many posts: how it begins, and its label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-grid-card.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "exm-palette.h"

#define SHOWN_BYTES 1200

static const struct
{
  guint chars;
  guint lines;
} sizes[EXM_GRID_CARD_N_SIZES] = { { 11, 2 }, { 15, 4 }, { 24, 6 }, { 36, 12 } };

struct _ExmGridCard
{
  GtkWidget parent_instance;

  ExmDataset *dataset; /* borrowed while bound */
  ExmRow     *row;
  gulong      changed_id;
  char       *shown;

  GtkWidget *text;
  GtkWidget *foot;
  GtkWidget *pill;
  GtkWidget *name;
  GtkWidget *mark; /* that it is skipped or flagged */
};

G_DEFINE_FINAL_TYPE (ExmGridCard, exm_grid_card, GTK_TYPE_WIDGET)

static char *
dup_beginning (const char *text)
{
  gsize length = text != NULL ? strnlen (text, SHOWN_BYTES + 1) : 0;

  if (length > SHOWN_BYTES)
    length = (gsize)(g_utf8_find_prev_char (text, text + SHOWN_BYTES) - text);
  return g_strndup (text != NULL ? text : "", length);
}

static const char *
mark_icon (ExmState state)
{
  if (state == EXM_STATE_FLAGGED)
    return "starred-symbolic";
  return state == EXM_STATE_SKIPPED ? "action-unavailable-symbolic" : NULL;
}

/* The icon keeps its place when there is none: no card is laid out for it. */
static void
show_mark (ExmGridCard *self,
           ExmState     state)
{
  const char *icon = mark_icon (state);

  gtk_widget_set_opacity (self->mark, icon != NULL ? 1 : 0);
  if (icon != NULL)
    gtk_image_set_from_icon_name (GTK_IMAGE (self->mark), icon);
}

/* The grid's own widget around the card has the focus, and says it all; the parts
 * of a card would only make a tree of a thousand. */
static void
speak (ExmGridCard *self,
       const char  *text,
       const char  *name,
       ExmState     state)
{
  GtkWidget       *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *spoken = NULL;

  if (item == NULL)
    return;
  if (mark_icon (state) != NULL)
    /* Translators: what a screen reader says of a card: post, label, Skipped or Flagged */
    spoken = g_strdup_printf (_ ("%s. Label: %s. %s"), text, name, exm_state_to_string (state));
  else
    /* Translators: what a screen reader says of a card: post, label */
    spoken = g_strdup_printf (_ ("%s. Label: %s"), text, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

void
exm_grid_card_refresh (ExmGridCard *self)
{
  ExmLabel        *label;
  ExmState         state;
  const char      *name = NULL;
  g_autofree char *text = NULL;
  g_autofree char *key = NULL;
  g_autofree char *look = NULL;

  g_return_if_fail (EXM_IS_GRID_CARD (self));

  if (self->row == NULL)
    return;
  label = exm_row_get_label (self->row) != 0 ? exm_dataset_get_label (self->dataset, exm_row_get_label (self->row)) : NULL;
  text = dup_beginning (exm_row_get_input (self->row));
  if (label != NULL)
    name = exm_label_get_name (label);
  else
    name = exm_row_get_output (self->row);
  state = exm_row_get_state (self->row);
  key = label != NULL ? exm_label_dup_key_text (label) : g_strdup ("");
  look = g_strdup_printf ("%d|%d|%s|%u|%s|%s", exm_row_is_loaded (self->row), state, key, label != NULL ? exm_label_get_color (label) : 99,
                          name != NULL ? name : "", text);
  if (g_strcmp0 (look, self->shown) == 0)
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&look);

  gtk_inscription_set_text (GTK_INSCRIPTION (self->text), text);
  gtk_inscription_set_text (GTK_INSCRIPTION (self->pill), key);
  if (label != NULL)
    {
      exm_palette_set_class (self->pill, exm_label_get_color (label));
      gtk_widget_remove_css_class (self->pill, "no-label");
    }
  else
    {
      exm_palette_clear_class (self->pill);
      gtk_widget_add_css_class (self->pill, "no-label");
    }
  g_strdelimit (text, "\n\r\t", ' ');
  gtk_inscription_set_text (GTK_INSCRIPTION (self->name), name != NULL                    ? name
                                                          : exm_row_is_loaded (self->row) ? exm_state_to_string (state)
                                                                                          : "");
  show_mark (self, state);
  speak (self, text, name != NULL && *name != '\0' ? name : _ ("none"), state);
}

void
exm_grid_card_set_size (ExmGridCard *self,
                        guint        size)
{
  guint level = MIN (size, EXM_GRID_CARD_N_SIZES - 1);

  g_return_if_fail (EXM_IS_GRID_CARD (self));

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (self->text), sizes[level].chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (self->text), sizes[level].chars);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (self->text), sizes[level].lines);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (self->text), sizes[level].lines);
}

void
exm_grid_card_bind (ExmGridCard *self,
                    ExmDataset  *dataset,
                    ExmRow      *row)
{
  g_return_if_fail (EXM_IS_GRID_CARD (self) && self->row == NULL);

  self->dataset = dataset;
  self->row = g_object_ref (row);
  self->changed_id = g_signal_connect_swapped (row, "changed", G_CALLBACK (exm_grid_card_refresh), self);
  exm_grid_card_refresh (self);
}

void
exm_grid_card_unbind (ExmGridCard *self)
{
  g_return_if_fail (EXM_IS_GRID_CARD (self));

  if (self->row != NULL)
    g_clear_signal_handler (&self->changed_id, self->row);
  g_clear_object (&self->row);
  self->dataset = NULL;
}

static void
exm_grid_card_dispose (GObject *object)
{
  ExmGridCard *self = EXM_GRID_CARD (object);

  exm_grid_card_unbind (self);
  g_clear_pointer (&self->shown, g_free);
  g_clear_pointer (&self->text, gtk_widget_unparent);
  g_clear_pointer (&self->foot, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_grid_card_parent_class)->dispose (object);
}

static void
exm_grid_card_class_init (ExmGridCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_grid_card_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "exmgridcard");
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static GtkWidget *
inscription_new (guint chars,
                 guint lines)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), chars);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (text), lines);
  gtk_inscription_set_nat_lines (GTK_INSCRIPTION (text), lines);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  return text;
}

static void
exm_grid_card_init (ExmGridCard *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 8);
  self->text = inscription_new (sizes[1].chars, sizes[1].lines);
  gtk_inscription_set_yalign (GTK_INSCRIPTION (self->text), 0);
  gtk_inscription_set_wrap_mode (GTK_INSCRIPTION (self->text), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_vexpand (self->text, TRUE);
  gtk_widget_set_parent (self->text, GTK_WIDGET (self));
  self->foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->pill = inscription_new (1, 1);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (self->pill), 0.5);
  gtk_widget_add_css_class (self->pill, "label-pill");
  gtk_widget_set_valign (self->pill, GTK_ALIGN_CENTER);
  self->name = inscription_new (4, 1);
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_widget_add_css_class (self->name, "caption");
  gtk_box_append (GTK_BOX (self->foot), self->pill);
  gtk_box_append (GTK_BOX (self->foot), self->name);
  self->mark = gtk_image_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (self->mark), 16);
  gtk_widget_set_opacity (self->mark, 0);
  gtk_box_append (GTK_BOX (self->foot), self->mark);
  gtk_widget_set_parent (self->foot, GTK_WIDGET (self));
}

GtkWidget *
exm_grid_card_new (void)
{
  return g_object_new (EXM_TYPE_GRID_CARD, NULL);
}
