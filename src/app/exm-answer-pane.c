/* exm-answer-pane.c - a model's answer as it comes in, and what became of it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-answer-pane.h"

#include <glib/gi18n-lib.h>

#include "exm-cloud-problem.h"
#include "exm-try-widgets.h"

struct _ExmAnswerPane
{
  AdwBin parent_instance;

  GtkLabel        *heading;
  GtkSpinner      *spinner;
  GtkLabel        *stream; /* while it comes in */
  GtkBox          *answer; /* once it is whole */
  GtkWidget       *blocked;
  GtkLabel        *blocked_text;
  GtkLabel        *note;
  ExmCloudProblem *problem;

  GString *text; /* what has come in */
};

G_DEFINE_FINAL_TYPE (ExmAnswerPane, exm_answer_pane, ADW_TYPE_BIN)

static guint action_signal;

static void
exm_answer_pane_action_cb (ExmAnswerPane *self,
                           int            action)
{
  g_signal_emit (self, action_signal, 0, action);
}

static void
exm_answer_pane_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), EXM_TYPE_ANSWER_PANE);

  G_OBJECT_CLASS (exm_answer_pane_parent_class)->dispose (object);
}

static void
exm_answer_pane_finalize (GObject *object)
{
  g_string_free (EXM_ANSWER_PANE (object)->text, TRUE);

  G_OBJECT_CLASS (exm_answer_pane_parent_class)->finalize (object);
}

static void
exm_answer_pane_class_init (ExmAnswerPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = exm_answer_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = exm_answer_pane_finalize;
  action_signal = g_signal_new ("action", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  g_type_ensure (EXM_TYPE_CLOUD_PROBLEM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/exemplar/Exemplar/exm-answer-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, ExmAnswerPane, heading);
  gtk_widget_class_bind_template_child (widget_class, ExmAnswerPane, spinner);
  gtk_widget_class_bind_template_child (widget_class, ExmAnswerPane, stream);
  gtk_widget_class_bind_template_child (widget_class, ExmAnswerPane, answer);
  gtk_widget_class_bind_template_child (widget_class, ExmAnswerPane, blocked);
  gtk_widget_class_bind_template_child (widget_class, ExmAnswerPane, blocked_text);
  gtk_widget_class_bind_template_child (widget_class, ExmAnswerPane, note);
  gtk_widget_class_bind_template_child (widget_class, ExmAnswerPane, problem);
  gtk_widget_class_bind_template_callback (widget_class, exm_answer_pane_action_cb);
}

static void
exm_answer_pane_init (ExmAnswerPane *self)
{
  self->text = g_string_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
exm_answer_pane_new (void)
{
  return g_object_new (EXM_TYPE_ANSWER_PANE, NULL);
}

void
exm_answer_pane_clear (ExmAnswerPane *self)
{
  GtkWidget *child;

  g_return_if_fail (EXM_IS_ANSWER_PANE (self));

  g_string_truncate (self->text, 0);
  gtk_label_set_label (self->stream, "");
  gtk_widget_set_visible (GTK_WIDGET (self->stream), FALSE);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->answer))) != NULL)
    gtk_box_remove (self->answer, child);
  gtk_widget_set_visible (self->blocked, FALSE);
  gtk_label_set_label (self->note, "");
  exm_cloud_problem_set (self->problem, NULL, NULL, FALSE);
  gtk_spinner_set_spinning (self->spinner, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
exm_answer_pane_begin (ExmAnswerPane *self,
                       const char    *heading)
{
  exm_answer_pane_clear (self);
  gtk_label_set_label (self->heading, heading);
  gtk_spinner_set_spinning (self->spinner, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->stream), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
exm_answer_pane_add (ExmAnswerPane *self,
                     const char    *piece)
{
  g_return_if_fail (EXM_IS_ANSWER_PANE (self));

  g_string_append (self->text, piece);
  gtk_label_set_label (self->stream, self->text->str);
}

void
exm_answer_pane_end (ExmAnswerPane *self,
                     const ExmTry  *answer,
                     const GError  *error,
                     ExmDataset    *dataset)
{
  g_autofree char *figures = NULL;

  g_return_if_fail (EXM_IS_ANSWER_PANE (self));

  gtk_spinner_set_spinning (self->spinner, FALSE);
  exm_cloud_problem_set (self->problem, NULL, error, TRUE);
  if (answer == NULL)
    return; /* what came before the error stays */
  gtk_widget_set_visible (GTK_WIDGET (self->stream), FALSE);
  exm_try_fill_answer (self->answer, answer, dataset);
  figures = exm_try_dup_figures (answer);
  gtk_label_set_label (self->note, figures);
  gtk_widget_set_visible (self->blocked, answer->problem != NULL);
  if (answer->problem != NULL)
    {
      g_autofree char *text = answer->advice != NULL ? g_strdup_printf ("%s. %s", answer->problem, answer->advice)
                                                     : g_strdup (answer->problem);

      gtk_label_set_label (self->blocked_text, text);
    }
}

void
exm_answer_pane_show (ExmAnswerPane *self,
                      const char    *heading,
                      const ExmTry  *answer,
                      ExmDataset    *dataset)
{
  exm_answer_pane_begin (self, heading);
  exm_answer_pane_end (self, answer, NULL, dataset);
}
