/* exm-readiness-bar.c - is the dataset fit for tuning: always in sight
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-readiness-bar.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-problem-fix.h"
#include "exm-problem-row.h"
#include "exm-readiness-meter.h"
#include "exm-tooltip.h"

struct _ExmReadinessBar
{
  GtkWidget parent_instance;

  ExmDataset   *dataset;
  ExmLimits     limits;
  char         *model_name;
  ExmReadiness *readiness; /* of the counters now; NULL without dataset */

  GtkLabel          *ready_label;
  ExmReadinessMeter *meter;
  GtkMenuButton     *problems_button;
  GtkPopover        *popover;
  GtkListBox        *problem_list;
  GtkLabel          *cost_label;
};

G_DEFINE_FINAL_TYPE (ExmReadinessBar, exm_readiness_bar, GTK_TYPE_WIDGET)

/* --- the list of problems -------------------------------------------------------- */

static void
show_cb (ExmReadinessBar *self,
         guint            code)
{
  gtk_popover_popdown (self->popover);
  if (code == EXM_PROBLEM_QUARANTINE)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.quarantine", NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-problem", "u", code);
}

static void
fix_cb (ExmReadinessBar *self,
        guint            code)
{
  gtk_popover_popdown (self->popover);
  if (code == EXM_PROBLEM_QUARANTINE)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.quarantine", NULL);
  else if (code == EXM_PROBLEM_NO_SYSTEM)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-task", NULL);
  else
    {
      ExmCommand *command = exm_problem_fix_command (self->dataset, code);

      if (command != NULL)
        exm_feedback_run (GTK_WIDGET (self), self->dataset, command, EXM_RUN_TOAST);
    }
}

/* Rows of a closed list are made when it opens. */
static void
fill_list (ExmReadinessBar *self,
           gboolean         open)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->problem_list))) != NULL)
    gtk_list_box_remove (self->problem_list, child);
  for (guint i = 0; open && self->readiness != NULL && i < self->readiness->problems->len; i++)
    {
      GtkWidget *row = exm_problem_row_new (g_ptr_array_index (self->readiness->problems, i));

      g_signal_connect_object (row, "show-rows", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "fix", G_CALLBACK (fix_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->problem_list, row);
    }
}

static void
exm_readiness_bar_popover_show_cb (ExmReadinessBar *self)
{
  fill_list (self, TRUE);
}

/* --- the bar itself ---------------------------------------------------------------- */

static void
show_ready (ExmReadinessBar *self)
{
  const ExmReadiness *readiness = self->readiness;
  g_autofree char    *text = NULL;

  if (readiness->n_missing > 0)
    /* Translators: ready examples, and how many are missing to the minimum */
    text = g_strdup_printf (ngettext ("%'u ready, %'u missing", "%'u ready, %'u missing", readiness->n_ready),
                            readiness->n_ready, readiness->n_missing);
  else
    text = g_strdup_printf (ngettext ("%'u ready", "%'u ready", readiness->n_ready), readiness->n_ready);
  gtk_label_set_text (self->ready_label, text);
  exm_readiness_meter_set_value (self->meter, readiness->n_ready);
}

static void
show_problems (ExmReadinessBar *self)
{
  guint            n = self->readiness->problems->len;
  gboolean         blocks = !self->readiness->can_start;
  g_autofree char *text = n > 0 ? g_strdup_printf (ngettext ("%u problem", "%u problems", n), n)
                                : g_strdup (_ ("No problems"));

  /* Runs with each key, so what stays the same is left alone: the button would make
   * its label anew. */
  if (g_strcmp0 (gtk_menu_button_get_label (self->problems_button), text) != 0)
    {
      gtk_menu_button_set_label (self->problems_button, text);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->problems_button),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->problems_button), n > 0);
  if (blocks)
    gtk_widget_add_css_class (GTK_WIDGET (self->problems_button), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->problems_button), "error");
}

static char *
format_tokens (gint64 tokens)
{
  if (tokens < 1000)
    return g_strdup_printf ("%" G_GINT64_FORMAT, tokens);
  if (tokens < 1000 * 1000)
    return g_strdup_printf ("%" G_GINT64_FORMAT "k", (tokens + 500) / 1000);
  return g_strdup_printf ("%.1fM", (double)tokens / 1e6);
}

static void
show_cost (ExmReadinessBar *self)
{
  const ExmReadiness *readiness = self->readiness;
  g_autofree char    *tokens = format_tokens (readiness->tokens);
  g_autofree char    *text = NULL;
  g_autofree char    *hint = NULL;

  if (readiness->cost_micros < 0 || self->limits.currency == NULL)
    {
      /* Translators: a count of tokens, such as 9k */
      text = g_strdup_printf (_ ("about %s tokens"), tokens);
      hint = g_strdup_printf (_ ("The price of training %s is not known"),
                                 self->model_name != NULL ? self->model_name : "");
    }
  else
    {
      if (readiness->cost_micros > 0 && readiness->cost_micros < 10000)
        /* Translators: tokens, currency; less than a cent is not nothing */
        text = g_strdup_printf (_ ("about %s tokens · under 0.01 %s"), tokens, self->limits.currency);
      else
        /* Translators: tokens, amount, currency */
        text = g_strdup_printf (_ ("about %s tokens · %.2f %s"), tokens,
                                   (double)readiness->cost_micros / 1e6, self->limits.currency);
      /* Translators: model, number of epochs, date */
      hint = g_strdup_printf (_ ("Estimate for training %s with %u epochs, at the price of %s. "
                                 "Practice costs nothing"),
                                 self->model_name != NULL ? self->model_name : "",
                                 self->limits.epochs,
                                 self->limits.price_as_of != NULL ? self->limits.price_as_of : "–");
    }
  gtk_label_set_text (self->cost_label, text);
  exm_tooltip_set (GTK_WIDGET (self->cost_label), hint);
}

static void
update (ExmReadinessBar *self)
{
  g_autoptr (ExmReadiness) old = g_steal_pointer (&self->readiness);

  if (self->dataset == NULL)
    {
      fill_list (self, FALSE);
      return;
    }
  self->readiness = exm_readiness_new (exm_dataset_get_stats (self->dataset),
                                       exm_dataset_get_task (self->dataset), &self->limits);
  show_ready (self);
  show_problems (self);
  show_cost (self);
  fill_list (self, gtk_widget_get_visible (GTK_WIDGET (self->popover)));
}

static void
exm_readiness_bar_dispose (GObject *object)
{
  ExmReadinessBar *self = EXM_READINESS_BAR (object);

  exm_readiness_bar_set_dataset (self, NULL);
  g_clear_pointer (&self->readiness, exm_readiness_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), EXM_TYPE_READINESS_BAR);
  /* What the template gave no field is still there. */
  for (GtkWidget *child; (child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL;)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (exm_readiness_bar_parent_class)->dispose (object);
}

static void
exm_readiness_bar_finalize (GObject *object)
{
  ExmReadinessBar *self = EXM_READINESS_BAR (object);

  g_free (self->model_name);
  G_OBJECT_CLASS (exm_readiness_bar_parent_class)->finalize (object);
}

static void
exm_readiness_bar_class_init (ExmReadinessBarClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = exm_readiness_bar_dispose;
  object_class->finalize = exm_readiness_bar_finalize;

  g_type_ensure (EXM_TYPE_READINESS_METER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/exemplar/Exemplar/exm-readiness-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmReadinessBar, ready_label);
  gtk_widget_class_bind_template_child (widget_class, ExmReadinessBar, meter);
  gtk_widget_class_bind_template_child (widget_class, ExmReadinessBar, problems_button);
  gtk_widget_class_bind_template_child (widget_class, ExmReadinessBar, popover);
  gtk_widget_class_bind_template_child (widget_class, ExmReadinessBar, problem_list);
  gtk_widget_class_bind_template_child (widget_class, ExmReadinessBar, cost_label);
  gtk_widget_class_bind_template_callback (widget_class, exm_readiness_bar_popover_show_cb);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
exm_readiness_bar_init (ExmReadinessBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Readiness"), -1);
}

GtkWidget *
exm_readiness_bar_new (void)
{
  return g_object_new (EXM_TYPE_READINESS_BAR, NULL);
}

void
exm_readiness_bar_set_dataset (ExmReadinessBar *self,
                               ExmDataset      *dataset)
{
  g_return_if_fail (EXM_IS_READINESS_BAR (self));

  if (self->dataset == dataset)
    return;
  if (self->dataset != NULL)
    g_signal_handlers_disconnect_by_data (self->dataset, self);
  g_set_object (&self->dataset, dataset);
  if (dataset == NULL)
    return;
  g_signal_connect_object (dataset, "notify::stats", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dataset, "notify::task", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  exm_dataset_set_token_limit (dataset, self->limits.tokens_per_example);
  update (self);
}

void
exm_readiness_bar_set_limits (ExmReadinessBar *self,
                              const ExmLimits *limits,
                              const char      *model_name)
{
  g_return_if_fail (EXM_IS_READINESS_BAR (self));
  g_return_if_fail (limits != NULL);

  self->limits = *limits;
  g_free (self->model_name);
  self->model_name = g_strdup (model_name);
  exm_readiness_meter_set_marks (self->meter, limits->minimum, limits->recommended_min,
                                 limits->recommended_max);
  if (self->dataset != NULL)
    exm_dataset_set_token_limit (self->dataset, limits->tokens_per_example);
  update (self);
}

void
exm_readiness_bar_open_problems (ExmReadinessBar *self)
{
  g_return_if_fail (EXM_IS_READINESS_BAR (self));

  gtk_menu_button_popup (self->problems_button);
}
