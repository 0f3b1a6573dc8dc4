/* exm-histogram-view.c - how tokens are spread over the examples, as columns
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-histogram-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* Height of the columns and gap between them, in pixels. */
#define COLUMNS_HEIGHT 72
#define GAP 2

/* title ─ columns ─ bounds ─ figures: labels above and below a drawn area */

struct _ExmHistogramView
{
  GtkWidget parent_instance;

  GtkWidget *title;
  GtkWidget *area;
  GtkWidget *bounds;
  GtkWidget *figures;

  GArray *buckets; /* ExmTuningBucket */
  char   *text;
};

G_DEFINE_FINAL_TYPE (ExmHistogramView, exm_histogram_view, GTK_TYPE_WIDGET)

/* --- drawing ---------------------------------------------------------------------------- */

static double
highest (ExmHistogramView *self)
{
  double high = 0;

  for (guint i = 0; i < self->buckets->len; i++)
    high = MAX (high, g_array_index (self->buckets, ExmTuningBucket, i).count);
  return high;
}

static void
draw_cb (GtkDrawingArea *area,
         cairo_t        *cr,
         int             width,
         int             height,
         gpointer        user_data)
{
  ExmHistogramView *self = user_data;
  double            high = highest (self);
  double            each = self->buckets->len > 0 ? (double)width / self->buckets->len : 0;
  GdkRGBA           color;

  if (high <= 0)
    return;
  gdk_rgba_parse (&color, adw_style_manager_get_dark (adw_style_manager_get_default ()) ? "#78aeed" : "#1c71d8");
  gdk_cairo_set_source_rgba (cr, &color);
  for (guint i = 0; i < self->buckets->len; i++)
    {
      double count = g_array_index (self->buckets, ExmTuningBucket, i).count;
      /* One example in a thousand shall still be seen. */
      double tall = count > 0 ? MAX (1.5, height * count / high) : 0;
      double left = gtk_widget_get_direction (GTK_WIDGET (area)) == GTK_TEXT_DIR_RTL ? width - (i + 1) * each : i * each;

      cairo_rectangle (cr, left, height - tall, MAX (1, each - GAP), tall);
    }
  cairo_fill (cr);
}

/* --- words -------------------------------------------------------------------------------- */

static char *
dup_words (ExmHistogramView *self,
           const char       *title,
           const char       *figures)
{
  GString *text = g_string_new (title);

  g_string_append_printf (text, ". %s", figures);
  for (guint i = 0; i < self->buckets->len; i++)
    {
      const ExmTuningBucket *bucket = &g_array_index (self->buckets, ExmTuningBucket, i);

      if (bucket->count > 0)
        /* Translators: one column of a histogram: from, to, how many examples */
        g_string_append_printf (text, _ (". %.0f to %.0f: %.0f"), bucket->left, bucket->right, bucket->count);
    }
  return g_string_free (text, FALSE);
}

/* --- object ------------------------------------------------------------------------------- */

static void
style_cb (ExmHistogramView *self)
{
  gtk_widget_queue_draw (self->area);
}

static void
exm_histogram_view_dispose (GObject *object)
{
  ExmHistogramView *self = EXM_HISTOGRAM_VIEW (object);

  g_clear_pointer (&self->title, gtk_widget_unparent);
  g_clear_pointer (&self->area, gtk_widget_unparent);
  g_clear_pointer (&self->bounds, gtk_widget_unparent);
  g_clear_pointer (&self->figures, gtk_widget_unparent);

  G_OBJECT_CLASS (exm_histogram_view_parent_class)->dispose (object);
}

static void
exm_histogram_view_finalize (GObject *object)
{
  ExmHistogramView *self = EXM_HISTOGRAM_VIEW (object);

  g_array_unref (self->buckets);
  g_free (self->text);

  G_OBJECT_CLASS (exm_histogram_view_parent_class)->finalize (object);
}

static void
exm_histogram_view_class_init (ExmHistogramViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = exm_histogram_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_histogram_view_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static GtkWidget *
add_label (ExmHistogramView *self,
           const char       *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
exm_histogram_view_init (ExmHistogramView *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (layout, 4);
  self->buckets = g_array_new (FALSE, FALSE, sizeof (ExmTuningBucket));
  self->title = add_label (self, "caption-heading");
  self->area = gtk_drawing_area_new ();
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->area), COLUMNS_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->area), draw_cb, self, NULL);
  gtk_widget_set_parent (self->area, GTK_WIDGET (self));
  self->bounds = add_label (self, "caption");
  self->figures = add_label (self, "caption");
  gtk_widget_add_css_class (self->figures, "dim-label");
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (style_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
exm_histogram_view_new (void)
{
  return g_object_new (EXM_TYPE_HISTOGRAM_VIEW, NULL);
}

void
exm_histogram_view_set (ExmHistogramView      *self,
                        const char            *title,
                        const ExmTuningSpread *spread)
{
  g_autofree char *figures = NULL;
  g_autofree char *bounds = NULL;
  guint            n = spread->buckets != NULL ? spread->buckets->len : 0;

  g_return_if_fail (EXM_IS_HISTOGRAM_VIEW (self));

  g_array_set_size (self->buckets, 0);
  if (n > 0)
    g_array_append_vals (self->buckets, spread->buckets->data, n);
  /* Translators: figures of a spread over the examples */
  figures = g_strdup_printf (_ ("Median %.0f, average %.0f, least %.0f, most %.0f, in all %.0f"),
                                spread->median, spread->mean, spread->min, spread->max, spread->sum);
  if (n > 0)
    bounds = g_strdup_printf ("%.0f – %.0f", g_array_index (self->buckets, ExmTuningBucket, 0).left,
                              g_array_index (self->buckets, ExmTuningBucket, n - 1).right);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_label (GTK_LABEL (self->bounds), bounds != NULL ? bounds : "");
  gtk_label_set_label (GTK_LABEL (self->figures), figures);
  gtk_widget_set_visible (self->area, n > 0);
  gtk_widget_set_visible (self->bounds, n > 0);
  g_free (self->text);
  self->text = dup_words (self, title, figures);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->text, -1);
  gtk_widget_queue_draw (self->area);
}

const char *
exm_histogram_view_get_text (ExmHistogramView *self)
{
  g_return_val_if_fail (EXM_IS_HISTOGRAM_VIEW (self), NULL);

  return self->text;
}
