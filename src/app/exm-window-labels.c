/* exm-window-labels.c - the window and its labels: the manager, deciding again
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-window-private.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-label-manager.h"
#include "exm-label-page.h"
#include "exm-label-tidy.h"

static void
exm_window_labels_action (GtkWidget  *widget,
                          const char *action_name,
                          GVariant   *parameter)
{
  ExmWindow *self = EXM_WINDOW (widget);

  if (self->dataset != NULL)
    gtk_window_present (GTK_WINDOW (exm_label_manager_new (GTK_WINDOW (self), self->dataset)));
}

/* --- deciding again: which posts, the change, then the Label page with them ------------- */

typedef struct
{
  ExmWindow *window;
  GPtrArray *labels; /* of ExmLabel */
  ExmQuery  *queue;
} Again;

static void
again_free (Again *again)
{
  g_object_unref (again->window);
  g_ptr_array_unref (again->labels);
  g_clear_pointer (&again->queue, exm_query_free);
  g_free (again);
}

static void
exm_window_again_ran_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  Again           *again = user_data;
  g_autofree char *title = NULL;

  if (exm_feedback_run_finish (result) != NULL && again->window->dataset == EXM_DATASET (source))
    {
      if (again->labels->len == 1)
        /* Translators: %s is the name of a label; the posts that had it */
        title = g_strdup_printf (_ ("Was “%s”"), exm_label_get_name (again->labels->pdata[0]));
      else
        title = g_strdup_printf (ngettext ("Posts of %u Label", "Posts of %u Labels", again->labels->len),
                                 again->labels->len);
      exm_label_page_set_queue (EXM_LABEL_PAGE (again->window->label_page), again->queue, title);
      _exm_window_show_page (again->window, "label");
    }
  again_free (again);
}

static void
exm_window_again_rows_cb (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  Again *again = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmRowIds) rows = exm_dataset_query_finish (EXM_DATASET (source), result, &error);

  if (rows == NULL || again->window->dataset != EXM_DATASET (source))
    {
      exm_feedback_error (GTK_WIDGET (again->window), _ ("The posts could not be looked up"), error);
      again_free (again);
      return;
    }
  /* Just these posts, until each has a label again; what is skipped stays so. */
  again->queue = exm_query_new_rows (rows->ids, rows->n_ids);
  again->queue->states = 1 << EXM_STATE_TODO | 1 << EXM_STATE_FLAGGED;
  again->queue->labels = g_array_new (FALSE, TRUE, sizeof (ExmLabelId));
  g_array_set_size (again->queue->labels, 1); /* 0: without a label */
  exm_feedback_run_full (GTK_WIDGET (again->window), EXM_DATASET (source),
                         exm_label_decide_again_command (again->labels), EXM_RUN_TOAST, NULL, exm_window_again_ran_cb, again);
}

static void
exm_window_decide_again (ExmWindow *self,
                         GPtrArray *labels)
{
  g_autoptr(ExmQuery) query = NULL;
  Again *again;

  if (self->dataset == NULL || labels->len == 0)
    return;
  query = exm_label_query (labels);
  again = g_new0 (Again, 1);
  again->window = g_object_ref (self);
  again->labels = g_ptr_array_ref (labels);
  exm_dataset_query_async (self->dataset, query, NULL, exm_window_again_rows_cb, again);
}

static void
exm_window_decide_again_action (GtkWidget  *widget,
                                const char *action_name,
                                GVariant   *parameter)
{
  ExmWindow *self = EXM_WINDOW (widget);
  g_autoptr(GPtrArray) labels = g_ptr_array_new_with_free_func (g_object_unref);
  GVariantIter iter;
  guint        id;

  if (self->dataset == NULL)
    return;
  g_variant_iter_init (&iter, parameter);
  while (g_variant_iter_next (&iter, "u", &id))
    {
      ExmLabel *label = exm_dataset_get_label (self->dataset, (ExmLabelId)id);

      if (label != NULL)
        g_ptr_array_add (labels, g_object_ref (label));
    }
  exm_window_decide_again (self, labels);
}

void
_exm_window_install_label_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.labels", NULL, exm_window_labels_action);
  gtk_widget_class_install_action (widget_class, "win.decide-again", "au", exm_window_decide_again_action);
}
