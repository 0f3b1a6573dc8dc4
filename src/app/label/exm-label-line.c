/* exm-label-line.c - a label in the manager: key, name, definition, share, count
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-label-line.h"

#include <glib/gi18n-lib.h>

#include "exm-label-row.h"
#include "exm-palette.h"

#define BAR_WIDTH 72
#define BAR_HEIGHT 6

struct _ExmLabelLine
{
  GtkBox parent_instance;

  ExmLabel   *label;
  ExmDataset *dataset;
  double      share; /* of the label used most: what the bar shows */

  GtkLabel  *pill;
  GtkLabel  *name_label;
  GtkLabel  *definition_label;
  GtkWidget *bar;
  GtkLabel  *count_label;
};

G_DEFINE_FINAL_TYPE (ExmLabelLine, exm_label_line, GTK_TYPE_BOX)

static void
exm_label_line_draw_cb (GtkDrawingArea *area,
                        cairo_t        *cr,
                        int             width,
                        int             height,
                        gpointer        user_data)
{
  ExmLabelLine *self = user_data;
  GdkRGBA       color;
  double        filled = self->share * width;

  if (self->label == NULL || filled <= 0)
    return;
  filled = MAX (filled, 1);
  exm_palette_get_rgba (exm_label_get_color (self->label), &color);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_rectangle (cr, gtk_widget_get_direction (GTK_WIDGET (area)) == GTK_TEXT_DIR_RTL ? width - filled : 0, 0,
                   filled, height);
  cairo_fill (cr);
}

static void
exm_label_line_refresh (ExmLabelLine *self)
{
  const ExmStats  *stats = exm_dataset_get_stats (self->dataset);
  guint            count = exm_label_get_count (self->label);
  guint            most = 1;
  const char      *definition = exm_label_get_definition (self->label);
  g_autofree char *key = exm_label_dup_key_text (self->label);
  g_autofree char *text = NULL;
  g_autofree char *line = g_strdelimit (g_strdup (definition), "\n", ' ');

  for (guint i = 0; i < stats->n_labels; i++)
    most = MAX (most, stats->labels[i].count);
  self->share = MIN ((double)count / most, 1.0);
  /* Translators: number of posts, and their share of all that have a label */
  text = g_strdup_printf (_ ("%'u · %.1f %%"), count, stats->n_labelled > 0 ? 100.0 * count / stats->n_labelled : 0.0);
  gtk_label_set_label (self->pill, key);
  exm_palette_set_class (GTK_WIDGET (self->pill), exm_label_get_color (self->label));
  gtk_label_set_label (self->name_label, exm_label_get_name (self->label));
  gtk_label_set_label (self->definition_label, line);
  gtk_widget_set_visible (GTK_WIDGET (self->definition_label), *line != '\0');
  gtk_label_set_label (self->count_label, text);
  gtk_widget_queue_draw (self->bar);
  exm_label_row_speak (GTK_WIDGET (self), self->label);
}

void
exm_label_line_set_label (ExmLabelLine *self,
                          ExmLabel     *label,
                          ExmDataset   *dataset)
{
  g_return_if_fail (EXM_IS_LABEL_LINE (self));

  if (self->label != NULL)
    g_signal_handlers_disconnect_by_func (self->label, exm_label_line_refresh, self);
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_func (self->dataset, exm_label_line_refresh, self);
  g_set_object (&self->label, label);
  if (label == NULL)
    dataset = NULL;
  g_set_object (&self->dataset, dataset);
  if (label == NULL)
    return;
  g_signal_connect_swapped (label, "notify", G_CALLBACK (exm_label_line_refresh), self);
  g_signal_connect_swapped (dataset, "notify::stats", G_CALLBACK (exm_label_line_refresh), self);
  exm_label_line_refresh (self);
}

ExmLabel *
exm_label_line_get_label (ExmLabelLine *self)
{
  g_return_val_if_fail (EXM_IS_LABEL_LINE (self), NULL);

  return self->label;
}

static void
exm_label_line_dispose (GObject *object)
{
  exm_label_line_set_label (EXM_LABEL_LINE (object), NULL, NULL);

  G_OBJECT_CLASS (exm_label_line_parent_class)->dispose (object);
}

static void
exm_label_line_class_init (ExmLabelLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_label_line_dispose;
}

static GtkLabel *
exm_label_line_add_label (GtkWidget  *box,
                          const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    {
      gtk_widget_add_css_class (label, css_class);
      gtk_widget_add_css_class (label, "caption");
    }
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
exm_label_line_init (ExmLabelLine *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *numbers = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_box_set_spacing (GTK_BOX (self), 10);
  self->pill = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->pill), "label-pill");
  gtk_widget_set_valign (GTK_WIDGET (self->pill), GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->pill));

  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  self->name_label = exm_label_line_add_label (texts, NULL);
  self->definition_label = exm_label_line_add_label (texts, "dim-label");
  gtk_box_append (GTK_BOX (self), texts);

  gtk_widget_set_valign (numbers, GTK_ALIGN_CENTER);
  self->count_label = exm_label_line_add_label (numbers, "numeric");
  gtk_label_set_xalign (self->count_label, 1);
  self->bar = gtk_drawing_area_new ();
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->bar), BAR_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->bar), BAR_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->bar), exm_label_line_draw_cb, self, NULL);
  gtk_widget_add_css_class (self->bar, "meter-trough");
  gtk_widget_set_overflow (self->bar, GTK_OVERFLOW_HIDDEN);
  gtk_box_append (GTK_BOX (numbers), self->bar);
  gtk_box_append (GTK_BOX (self), numbers);
}

GtkWidget *
exm_label_line_new (void)
{
  return g_object_new (EXM_TYPE_LABEL_LINE, NULL);
}
