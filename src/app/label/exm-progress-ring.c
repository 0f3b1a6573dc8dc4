/* exm-progress-ring.c - how much is done, as a ring
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-progress-ring.h"

#include <math.h>

#include "exm-compat.h"

#define SIZE 22
#define LINE 4

struct _ExmProgressRing
{
  GtkWidget parent_instance;

  double fraction;
  int    degrees; /* as drawn */
};

G_DEFINE_FINAL_TYPE (ExmProgressRing, exm_progress_ring, GTK_TYPE_WIDGET)

static void
exm_progress_ring_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  ExmProgressRing *self = EXM_PROGRESS_RING (widget);
  double           width = gtk_widget_get_width (widget);
  double           height = gtk_widget_get_height (widget);
  double           radius = (MIN (width, height) - LINE) / 2;
  cairo_t         *cr;
  GdkRGBA          color;

  if (radius <= 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  exm_compat_get_accent (widget, &color);
  cairo_set_line_width (cr, LINE);
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, 0.25);
  cairo_arc (cr, width / 2, height / 2, radius, 0, 2 * G_PI);
  cairo_stroke (cr);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_arc (cr, width / 2, height / 2, radius, -G_PI / 2, -G_PI / 2 + 2 * G_PI * self->fraction);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
exm_progress_ring_measure (GtkWidget     *widget,
                           GtkOrientation orientation,
                           int            for_size,
                           int           *minimum,
                           int           *natural,
                           int           *minimum_baseline,
                           int           *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
exm_progress_ring_class_init (ExmProgressRingClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = exm_progress_ring_snapshot;
  GTK_WIDGET_CLASS (klass)->measure = exm_progress_ring_measure;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PROGRESS_BAR);
}

static void
exm_progress_ring_init (ExmProgressRing *self)
{
}

GtkWidget *
exm_progress_ring_new (void)
{
  return g_object_new (EXM_TYPE_PROGRESS_RING, NULL);
}

void
exm_progress_ring_set (ExmProgressRing *self,
                       guint            done,
                       guint            total,
                       const char      *text)
{
  int degrees;

  g_return_if_fail (EXM_IS_PROGRESS_RING (self));

  self->fraction = total > 0 ? CLAMP ((double)done / total, 0, 1) : 0;
  degrees = (int)floor (self->fraction * 360);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double)total,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double)done, -1);
  /* A step that nobody would see is not drawn. */
  if (degrees != self->degrees)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  self->degrees = degrees;
}
