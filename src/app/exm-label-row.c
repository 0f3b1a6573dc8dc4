/* exm-label-row.c - a label in a list: key on its colour, name, count
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-row.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-palette.h"
#include "exm-tooltip.h"

struct _ExmLabelRow
{
  GtkBox parent_instance;

  ExmLabel *label;
  gulong    notify_id;

  GtkLabel       *pill;
  GtkLabel       *name_label;
  GtkInscription *count_text;
};

G_DEFINE_FINAL_TYPE (ExmLabelRow, exm_label_row, GTK_TYPE_BOX)

void
exm_label_row_speak (GtkWidget *widget,
                     ExmLabel  *label)
{
  GtkWidget       *row = gtk_widget_get_parent (widget);
  guint            count = exm_label_get_count (label);
  const char      *name = exm_label_get_name (label);
  g_autofree char *key = exm_label_dup_key_text (label);
  g_autofree char *posts = g_strdup_printf (ngettext ("%'u post", "%'u posts", count), count);
  g_autofree char *named = *key != '\0' ? g_strdup_printf (_ ("%s, key %s"), name, key) : g_strdup (name);
  g_autofree char *spoken = g_strconcat (named, ", ", posts, NULL);

  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
exm_label_row_show_count (ExmLabelRow *self)
{
  g_autofree char *count = g_strdup_printf ("%'u", exm_label_get_count (self->label));

  /* No GtkLabel: that lays out the window anew with each decision. */
  if (gtk_inscription_get_min_chars (self->count_text) != strlen (count) + 1)
    gtk_inscription_set_min_chars (self->count_text, strlen (count) + 1);
  gtk_inscription_set_text (self->count_text, count);
  exm_label_row_speak (GTK_WIDGET (self), self->label);
}

static void
exm_label_row_refresh (ExmLabelRow *self)
{
  g_autofree char *key_text = exm_label_dup_key_text (self->label);

  /* The definition by pointer; a screen reader has it as the description. */
  exm_tooltip_set (GTK_WIDGET (self), exm_label_get_definition (self->label));
  gtk_label_set_label (self->pill, key_text);
  exm_palette_set_class (GTK_WIDGET (self->pill), exm_label_get_color (self->label));
  gtk_label_set_label (self->name_label, exm_label_get_name (self->label));
  exm_label_row_show_count (self);
}

/* Mostly it is the count, with each decision. */
static void
exm_label_row_notify_cb (ExmLabelRow *self,
                         GParamSpec  *pspec)
{
  if (g_str_equal (g_param_spec_get_name (pspec), "count"))
    exm_label_row_show_count (self);
  else
    exm_label_row_refresh (self);
}

void
exm_label_row_set_label (ExmLabelRow *self,
                         ExmLabel    *label)
{
  g_return_if_fail (EXM_IS_LABEL_ROW (self));

  if (self->label == label)
    return;
  if (self->label != NULL)
    g_clear_signal_handler (&self->notify_id, self->label);
  g_set_object (&self->label, label);
  if (label == NULL)
    return;
  self->notify_id = g_signal_connect_swapped (label, "notify", G_CALLBACK (exm_label_row_notify_cb), self);
  exm_label_row_refresh (self);
}

static void
exm_label_row_dispose (GObject *object)
{
  ExmLabelRow *self = EXM_LABEL_ROW (object);

  exm_label_row_set_label (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_LABEL_ROW);

  G_OBJECT_CLASS (exm_label_row_parent_class)->dispose (object);
}

static void
exm_label_row_class_init (ExmLabelRowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_label_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-label-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmLabelRow, pill);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, ExmLabelRow, count_text);
}

static void
exm_label_row_init (ExmLabelRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
exm_label_row_new (void)
{
  return g_object_new (EXM_TYPE_LABEL_ROW, NULL);
}
