/* exm-examples-page-second.c - history of the selected post, sides of the split
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-examples-page-private.h"

#include <glib/gi18n-lib.h>

#include "exm-feedback.h"
#include "exm-history-dialog.h"
#include "exm-split-make.h"

static void
exm_examples_page_history_action (GtkWidget  *widget,
                                  const char *name,
                                  GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  guint            position = exm_row_selection_get_first (exm_table_get_selection (self->table));
  ExmRowId         row;

  if (self->dataset == NULL || position == GTK_INVALID_LIST_POSITION)
    return;
  exm_row_editor_flush (self->editor);
  row = exm_row_model_get_id (exm_table_get_model (self->table), position);
  exm_history_dialog_show (GTK_WINDOW (gtk_widget_get_root (widget)), self->dataset, row);
}

/* --- sides of the split: what belongs together moves together ---------------------------- */

typedef struct
{
  ExmDataset *dataset;
  ExmTarget  *target;
  ExmSplit    side;
  guint       n_more;
} Move;

static void
move_free (gpointer data)
{
  Move *move = data;

  g_object_unref (move->dataset);
  exm_target_free (move->target);
  g_free (move);
}

/* A target that is a query, less some rows, as rows. */
static ExmRowIds *
rows_of (const Move   *move,
         GCancellable *cancellable,
         GError      **error)
{
  g_autoptr(ExmRowIds) all = NULL;
  g_autoptr(GHashTable) except = g_hash_table_new (NULL, NULL);
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (ExmRowId));

  if (move->target->query == NULL)
    return exm_row_ids_new (move->target->ids, move->target->n_ids);
  all = exm_dataset_query_sync (move->dataset, move->target->query, cancellable, error);
  if (all == NULL)
    return NULL;
  for (gsize i = 0; i < move->target->n_ids; i++)
    g_hash_table_add (except, GUINT_TO_POINTER (move->target->ids[i]));
  for (gsize i = 0; i < all->n_ids; i++)
    if (!g_hash_table_contains (except, GUINT_TO_POINTER (all->ids[i])))
      g_array_append_val (rows, all->ids[i]);
  return exm_row_ids_new ((const ExmRowId *)(gpointer)rows->data, rows->len);
}

static void
move_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Move   *move = data;
  GError *error = NULL;
  g_autoptr(ExmRowIds) rows = rows_of (move, cancellable, &error);
  ExmCommand *command = NULL;

  if (rows != NULL)
    command = exm_split_move_sync (move->dataset, rows->ids, rows->n_ids, move->side, &move->n_more, cancellable, &error);
  if (command != NULL)
    g_task_return_pointer (task, command, (GDestroyNotify)exm_command_unref);
  else
    g_task_return_error (task, error);
}

static void
moved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (source);
  const Move      *move = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  ExmCommand *command = g_task_propagate_pointer (G_TASK (result), &error);

  if (command == NULL)
    {
      exm_feedback_error (GTK_WIDGET (self), _ ("The split could not be changed"), error);
      return;
    }
  if (self->dataset != move->dataset)
    {
      exm_command_unref (command);
      return;
    }
  exm_feedback_run (GTK_WIDGET (self), self->dataset, command, EXM_RUN_TOAST);
  if (move->n_more > 0)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u more post went along: it belongs to the same group",
                                                         "%u more posts went along: they belong to the same groups", move->n_more),
                                               move->n_more);

      exm_feedback_toast (GTK_WIDGET (self), text);
    }
}

static void
exm_examples_page_split_action (GtkWidget  *widget,
                                const char *name,
                                GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  const char      *side = g_variant_get_string (parameter, NULL);
  g_autoptr(GTask) task = NULL;
  ExmTarget *target;
  Move      *move;

  if (self->dataset == NULL)
    return;
  target = exm_row_selection_dup_target (exm_table_get_selection (self->table));
  if (target == NULL)
    return;
  move = g_new0 (Move, 1);
  move->dataset = g_object_ref (self->dataset);
  move->target = target;
  move->side = g_str_equal (side, "training") ? EXM_SPLIT_TRAINING : g_str_equal (side, "validation") ? EXM_SPLIT_VALIDATION
                                                                                                      : EXM_SPLIT_NONE;
  task = g_task_new (self, NULL, moved_cb, NULL);
  g_task_set_task_data (task, move, move_free);
  g_task_run_in_thread (task, move_thread);
}

/* --- the table of actions --------------------------------------------------------------------- */

void
_exm_examples_page_update_second (ExmExamplesPage *self)
{
  gboolean some = self->dataset != NULL && exm_row_selection_get_n_selected (exm_table_get_selection (self->table)) > 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "examples.history", some);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "examples.split", some && !exm_dataset_is_read_only (self->dataset));
}

void
_exm_examples_page_install_second (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "examples.history", NULL, exm_examples_page_history_action);
  gtk_widget_class_install_action (widget_class, "examples.split", "s", exm_examples_page_split_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_h, GDK_CONTROL_MASK, "examples.history", NULL);
}
