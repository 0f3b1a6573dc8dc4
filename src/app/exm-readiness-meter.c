/* exm-readiness-meter.c - a bar with the marks that a number of examples has to pass
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-readiness-meter.h"

#include "exm-tooltip.h"

#include <glib/gi18n-lib.h>

#define N_MARKS 3
#define TROUGH_HEIGHT 8
#define MIN_WIDTH 72
#define NATURAL_WIDTH 120

/* Where the marks stand, as shares of the width. */
static const double mark_at[N_MARKS] = { 0.16, 0.55, 0.97 };

/* Plain widgets with style classes, so that colours, contrast and direction come
 * from the style sheet and not from drawing code. */
struct _ExmReadinessMeter
{
  GtkWidget parent_instance;

  guint marks[N_MARKS];
  guint value;

  GtkWidget *trough;
  GtkWidget *fill;
  GtkWidget *ticks[N_MARKS];
  GtkWidget *labels[N_MARKS];
};

G_DEFINE_FINAL_TYPE (ExmReadinessMeter, exm_readiness_meter, GTK_TYPE_WIDGET)

static double
share_of (ExmReadinessMeter *self,
          guint              value)
{
  double before = 0, before_at = 0;

  for (guint i = 0; i < N_MARKS; i++)
    {
      if (value <= self->marks[i])
        return self->marks[i] > before
                 ? before_at + (mark_at[i] - before_at) * (value - before) / (self->marks[i] - before)
                 : mark_at[i];
      before = self->marks[i];
      before_at = mark_at[i];
    }
  return 1.0;
}

static void
exm_readiness_meter_measure (GtkWidget     *widget,
                             GtkOrientation orientation,
                             int            for_size,
                             int           *minimum,
                             int           *natural,
                             int           *minimum_baseline,
                             int           *natural_baseline)
{
  ExmReadinessMeter *self = EXM_READINESS_METER (widget);
  int                height = 0;

  for (guint i = 0; i < N_MARKS; i++)
    {
      int child;

      gtk_widget_measure (self->labels[i], GTK_ORIENTATION_VERTICAL, -1, &child, NULL, NULL, NULL);
      height = MAX (height, child);
    }
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH;
      *natural = NATURAL_WIDTH;
    }
  else
    *minimum = *natural = TROUGH_HEIGHT + 2 + height;
}

static void
allocate (GtkWidget *self,
          GtkWidget *child,
          int        x,
          int        y,
          int        width,
          int        height)
{
  GtkAllocation allocation = { x, y, width, height };
  int           smallest;

  /* Asked, because GTK wants every child measured before it is placed. */
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &smallest, NULL, NULL, NULL);
  if (gtk_widget_get_direction (self) == GTK_TEXT_DIR_RTL)
    allocation.x = gtk_widget_get_width (self) - x - width;
  gtk_widget_size_allocate (child, &allocation, -1);
}

static void
exm_readiness_meter_size_allocate (GtkWidget *widget,
                                   int        width,
                                   int        height,
                                   int        baseline)
{
  ExmReadinessMeter *self = EXM_READINESS_METER (widget);
  int                filled = (int)(share_of (self, self->value) * width);
  int                end = 0;

  allocate (widget, self->trough, 0, 0, width, TROUGH_HEIGHT);
  gtk_widget_set_child_visible (self->fill, filled > 0);
  if (filled > 0)
    allocate (widget, self->fill, 0, 0, MAX (filled, TROUGH_HEIGHT), TROUGH_HEIGHT);
  for (guint i = 0; i < N_MARKS; i++)
    {
      int x = (int)(mark_at[i] * width);
      int label_width, label_x;

      allocate (widget, self->ticks[i], x, 0, 2, TROUGH_HEIGHT + 3);
      gtk_widget_measure (self->labels[i], GTK_ORIENTATION_HORIZONTAL, -1, &label_width, NULL, NULL, NULL);
      label_x = CLAMP (x - label_width / 2, 0, MAX (0, width - label_width));
      /* A narrow bar has no room for all numbers; the tick stays. */
      gtk_widget_set_child_visible (self->labels[i], label_x >= end);
      if (label_x < end)
        continue;
      allocate (widget, self->labels[i], label_x, TROUGH_HEIGHT + 2, label_width,
                height - TROUGH_HEIGHT - 2);
      end = label_x + label_width + 4;
    }
}

static void
say_value (ExmReadinessMeter *self)
{
  /* Translators: number of ready examples, the minimum, the recommended span */
  g_autofree char *text = g_strdup_printf (_ ("%u ready; minimum %u, recommended %u to %u"),
                                              self->value, self->marks[0], self->marks[1],
                                              self->marks[2]);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double)self->marks[N_MARKS - 1],
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double)self->value,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  -1);
  exm_tooltip_set (GTK_WIDGET (self), text);
}

static void
exm_readiness_meter_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (exm_readiness_meter_parent_class)->dispose (object);
}

static void
exm_readiness_meter_class_init (ExmReadinessMeterClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_readiness_meter_dispose;
  widget_class->measure = exm_readiness_meter_measure;
  widget_class->size_allocate = exm_readiness_meter_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "readinessmeter");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
}

static GtkWidget *
add_part (ExmReadinessMeter *self,
          GtkWidget         *part,
          const char        *style)
{
  gtk_widget_add_css_class (part, style);
  gtk_widget_set_parent (part, GTK_WIDGET (self));
  return part;
}

static void
exm_readiness_meter_init (ExmReadinessMeter *self)
{
  self->trough = add_part (self, gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), "meter-trough");
  self->fill = add_part (self, gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), "meter-fill");
  for (guint i = 0; i < N_MARKS; i++)
    {
      self->ticks[i] = add_part (self, gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), "meter-tick");
      self->labels[i] = add_part (self, gtk_label_new (NULL), "meter-label");
      gtk_widget_add_css_class (self->labels[i], "caption");
      gtk_widget_add_css_class (self->labels[i], "numeric");
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Ready examples"), -1);
}

GtkWidget *
exm_readiness_meter_new (void)
{
  return g_object_new (EXM_TYPE_READINESS_METER, NULL);
}

void
exm_readiness_meter_set_marks (ExmReadinessMeter *self,
                               guint              minimum,
                               guint              low,
                               guint              high)
{
  const guint marks[N_MARKS] = { minimum, low, high };

  g_return_if_fail (EXM_IS_READINESS_METER (self));

  for (guint i = 0; i < N_MARKS; i++)
    {
      g_autofree char *text = g_strdup_printf ("%u", marks[i]);

      self->marks[i] = marks[i];
      gtk_label_set_text (GTK_LABEL (self->labels[i]), text);
    }
  say_value (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
exm_readiness_meter_set_value (ExmReadinessMeter *self,
                               guint              value)
{
  g_return_if_fail (EXM_IS_READINESS_METER (self));

  if (value == self->value)
    return;
  self->value = value;
  if (value >= self->marks[0])
    gtk_widget_remove_css_class (self->fill, "meter-short");
  else
    gtk_widget_add_css_class (self->fill, "meter-short");
  say_value (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
