/* exm-job-bar.c - work that takes a while: what, how far, how long, cancel
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-job-bar.h"

#include <math.h>

#include <glib/gi18n-lib.h>

/* Quicker work than this (ms) shows nothing. */
#define DELAY 400

struct _ExmJobBar
{
  GtkWidget parent_instance;

  GCancellable *cancellable;
  guint         delay_id;

  GtkRevealer    *revealer;
  GtkLabel       *title;
  GtkLabel       *detail;
  GtkProgressBar *bar;
  GtkWidget      *cancel_button;
};

G_DEFINE_FINAL_TYPE (ExmJobBar, exm_job_bar, GTK_TYPE_WIDGET)

static gboolean
exm_job_bar_delay_cb (gpointer user_data)
{
  ExmJobBar *self = user_data;

  self->delay_id = 0;
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  return G_SOURCE_REMOVE;
}

void
exm_job_bar_begin (ExmJobBar    *self,
                   const char   *title,
                   GCancellable *cancellable)
{
  g_return_if_fail (EXM_IS_JOB_BAR (self));

  g_set_object (&self->cancellable, cancellable);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->detail, "");
  gtk_progress_bar_set_fraction (self->bar, 0);
  gtk_widget_set_sensitive (self->cancel_button, TRUE);
  g_clear_handle_id (&self->delay_id, g_source_remove);
  self->delay_id = g_timeout_add (DELAY, exm_job_bar_delay_cb, self);
}

static char *
exm_job_bar_dup_time_left (double seconds)
{
  guint rounded;

  if (seconds < 0)
    return NULL;
  if (seconds < 60)
    {
      rounded = (guint)ceil (seconds);
      return g_strdup_printf (ngettext ("%u second left", "%u seconds left", rounded), rounded);
    }
  rounded = (guint)ceil (seconds / 60);
  return g_strdup_printf (ngettext ("%u minute left", "%u minutes left", rounded), rounded);
}

void
exm_job_bar_update (ExmJobBar         *self,
                    const ExmProgress *progress)
{
  g_return_if_fail (EXM_IS_JOB_BAR (self));

  g_autofree char *left = exm_job_bar_dup_time_left (progress->seconds_left);
  guint            rows = (guint)MIN (progress->rows, G_MAXUINT);
  guint            rate = (guint)MIN (progress->rows_per_second, 1e9);
  g_autoptr(GString) text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%'u row", "%'u rows", rows), rows);
  if (rate > 0)
    {
      g_string_append (text, " · ");
      /* Translators: speed of an import */
      g_string_append_printf (text, _ ("%'u rows a second"), rate);
    }
  if (left != NULL)
    g_string_append_printf (text, " · %s", left);
  gtk_label_set_label (self->detail, text->str);

  if (progress->total_bytes > 0)
    gtk_progress_bar_set_fraction (self->bar, MIN (1.0, (double)progress->bytes / progress->total_bytes));
  else if (progress->total_rows > 0)
    gtk_progress_bar_set_fraction (self->bar, MIN (1.0, (double)progress->rows / progress->total_rows));
  else
    gtk_progress_bar_pulse (self->bar);
}

void
exm_job_bar_end (ExmJobBar *self)
{
  g_return_if_fail (EXM_IS_JOB_BAR (self));

  g_clear_handle_id (&self->delay_id, g_source_remove);
  g_clear_object (&self->cancellable);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

gboolean
exm_job_bar_is_busy (ExmJobBar *self)
{
  g_return_val_if_fail (EXM_IS_JOB_BAR (self), FALSE);

  return self->cancellable != NULL;
}

void
exm_job_bar_cancel (ExmJobBar *self)
{
  g_return_if_fail (EXM_IS_JOB_BAR (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  gtk_widget_set_sensitive (self->cancel_button, FALSE);
}

static void
exm_job_bar_dispose (GObject *object)
{
  ExmJobBar *self = EXM_JOB_BAR (object);

  g_clear_handle_id (&self->delay_id, g_source_remove);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_JOB_BAR);

  G_OBJECT_CLASS (exm_job_bar_parent_class)->dispose (object);
}

static void
exm_job_bar_class_init (ExmJobBarClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_job_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-job-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmJobBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, ExmJobBar, title);
  gtk_widget_class_bind_template_child (widget_class, ExmJobBar, detail);
  gtk_widget_class_bind_template_child (widget_class, ExmJobBar, bar);
  gtk_widget_class_bind_template_child (widget_class, ExmJobBar, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, exm_job_bar_cancel);
}

static void
exm_job_bar_init (ExmJobBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
