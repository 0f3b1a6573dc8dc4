/* exm-examples-page-bulk.c - one label for many rows of the table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-examples-page-private.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"

/* Whatever is selected is one target: a million rows that a filter shows are told to
 * the dataset as "the rows of this query", and labelled in one step. The row that the
 * label comes from may be far out of sight, so it is read first. */

void
_exm_label_copy_clear (ExmLabelCopy *self)
{
  self->label = 0;
  g_clear_pointer (&self->output, g_free);
}

static gboolean
is_empty (const ExmLabelCopy *copy)
{
  return copy->label == 0 && copy->output == NULL;
}

static void
exm_examples_page_give (ExmExamplesPage    *self,
                        const ExmTarget    *target,
                        const ExmLabelCopy *copy)
{
  exm_feedback_run (GTK_WIDGET (self), self->dataset,
                    copy->label != 0 ? exm_command_new_set_label (target, copy->label)
                                     : exm_command_new_set_output (target, copy->output),
                    EXM_RUN_TOAST);
}

typedef struct
{
  ExmExamplesPage *page;   /* owned */
  ExmTarget       *target; /* NULL: the label is only taken along */
} ExmLabelTake;

static void
exm_label_take_free (ExmLabelTake *self)
{
  g_object_unref (self->page);
  g_clear_pointer (&self->target, exm_target_free);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExmLabelTake, exm_label_take_free)

static void
exm_examples_page_keep_copy (ExmExamplesPage *self,
                             ExmLabelCopy    *copy)
{
  ExmLabel        *label = copy->label != 0 ? exm_dataset_get_label (self->dataset, copy->label) : NULL;
  g_autofree char *text = NULL;

  _exm_label_copy_clear (&self->copied);
  self->copied.label = copy->label;
  self->copied.output = g_strdup (copy->output);
  if (label != NULL)
    text = g_strdup_printf (_ ("Copied label “%s”"), exm_label_get_name (label));
  exm_feedback_toast (GTK_WIDGET (self), text != NULL ? text : _ ("Copied answer"));
  _exm_examples_page_update_actions (self);
}

static void
exm_examples_page_took_cb (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr(ExmLabelTake) take = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmExample) example = exm_dataset_get_example_finish (EXM_DATASET (source), result, &error);
  ExmExamplesPage *self = take->page;
  ExmLabelCopy     copy = { 0 };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->table == NULL ||
      self->dataset != (ExmDataset *)source)
    return;
  if (example == NULL)
    {
      exm_feedback_toast (GTK_WIDGET (self), error->message);
      return;
    }
  copy.label = example->label;
  if (copy.label == 0 && example->output != NULL && *example->output != '\0')
    copy.output = example->output;

  if (is_empty (&copy))
    exm_feedback_toast (GTK_WIDGET (self), take->target != NULL ? _ ("The first selected post has no label to fill down")
                                                                : _ ("This post has no label to copy"));
  else if (take->target != NULL)
    exm_examples_page_give (self, take->target, &copy);
  else
    exm_examples_page_keep_copy (self, &copy);
}

static void
exm_examples_page_take (ExmExamplesPage *self,
                        guint            position,
                        ExmTarget       *target)
{
  ExmRowId      id = exm_row_model_get_id (exm_table_get_model (self->table), position);
  ExmLabelTake *take;

  if (id == 0)
    {
      g_clear_pointer (&target, exm_target_free);
      return;
    }
  take = g_new (ExmLabelTake, 1);
  take->page = g_object_ref (self);
  take->target = target;
  exm_row_editor_flush (self->editor);
  exm_dataset_get_example_async (self->dataset, id, self->cancellable, exm_examples_page_took_cb, take);
}

void
_exm_examples_page_fill_down_action (GtkWidget  *widget,
                                     const char *action_name,
                                     GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  ExmRowSelection *selection = self->dataset != NULL ? exm_table_get_selection (self->table) : NULL;

  if (selection != NULL && exm_row_selection_get_n_selected (selection) > 1)
    exm_examples_page_take (self, exm_row_selection_get_first (selection), exm_row_selection_dup_target (selection));
}

void
_exm_examples_page_copy_label_action (GtkWidget  *widget,
                                      const char *action_name,
                                      GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  ExmRowSelection *selection = self->dataset != NULL ? exm_table_get_selection (self->table) : NULL;
  guint            position = selection != NULL ? exm_table_get_focus (self->table) : GTK_INVALID_LIST_POSITION;

  if (selection == NULL)
    return;
  if (position == GTK_INVALID_LIST_POSITION ||
      !gtk_selection_model_is_selected (GTK_SELECTION_MODEL (selection), position))
    position = exm_row_selection_get_first (selection);
  if (position != GTK_INVALID_LIST_POSITION)
    exm_examples_page_take (self, position, NULL);
}

void
_exm_examples_page_paste_label_action (GtkWidget  *widget,
                                       const char *action_name,
                                       GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  g_autoptr(ExmTarget) target = NULL;

  if (self->dataset == NULL || is_empty (&self->copied))
    return;
  target = exm_row_selection_dup_target (exm_table_get_selection (self->table));
  exm_row_editor_flush (self->editor);
  if (target != NULL)
    exm_examples_page_give (self, target, &self->copied);
}

/* The rows that the search and the filters show, seen or not. */
void
_exm_examples_page_select_all_action (GtkWidget  *widget,
                                      const char *action_name,
                                      GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  guint            n_rows = self->dataset != NULL ? g_list_model_get_n_items (G_LIST_MODEL (exm_table_get_model (self->table))) : 0;

  if (n_rows == 0)
    return;
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (exm_table_get_selection (self->table)));
  if (exm_table_get_focus (self->table) == GTK_INVALID_LIST_POSITION)
    gtk_widget_grab_focus (GTK_WIDGET (self->table));
}

void
_exm_examples_page_run_on_selected (ExmExamplesPage *self,
                                    ExmCommand      *command)
{
  guint n = exm_row_selection_get_n_selected (exm_table_get_selection (self->table));

  exm_feedback_run (GTK_WIDGET (self), self->dataset, command, exm_feedback_flags (n));
}

void
_exm_examples_page_mark_action (GtkWidget  *widget,
                                const char *action_name,
                                GVariant   *parameter)
{
  ExmExamplesPage *self = EXM_EXAMPLES_PAGE (widget);
  ExmRowSelection *selection = self->dataset != NULL ? exm_table_get_selection (self->table) : NULL;
  g_autoptr(ExmTarget) target = selection != NULL ? exm_row_selection_dup_target (selection) : NULL;
  const char *words = _ ("Mark taken off");
  ExmMark     mark = EXM_MARK_NONE;

  if (target == NULL)
    return;
  if (g_str_has_suffix (action_name, "skipped"))
    {
      mark = EXM_MARK_SKIPPED;
      words = exm_state_to_string (EXM_STATE_SKIPPED);
    }
  else if (g_str_has_suffix (action_name, "flagged"))
    {
      mark = EXM_MARK_FLAGGED;
      words = exm_state_to_string (EXM_STATE_FLAGGED);
    }
  _exm_examples_page_run_on_selected (self, exm_command_new_set_mark (target, mark));
  _exm_examples_page_tell_row (self, exm_row_selection_get_single (selection), words);
}

/* --- what a screen reader says ----------------------------------------------------------------- */

/* Of one row, no toast says it, and the next may be up before it is read out: so with its number. */
void
_exm_examples_page_tell_row (ExmExamplesPage *self,
                             guint            position,
                             const char      *what)
{
  g_autoptr(ExmRow) row = g_list_model_get_item (G_LIST_MODEL (exm_table_get_model (self->table)), position);
  g_autofree char *words = NULL;

  if (row == NULL || exm_dataset_is_read_only (self->dataset))
    return;
  /* Translators: said by a screen reader: number of the row, and the label or mark that it has got */
  words = g_strdup_printf (_ ("Row %u: %s"), exm_row_get_number (row), what);
  exm_compat_announce (GTK_WIDGET (self->table), words);
}

void
_exm_examples_page_show_given (ExmExamplesPage *self,
                               guint            position,
                               ExmLabelId       id)
{
  ExmRowModel *model = exm_table_get_model (self->table);
  ExmLabel    *label = exm_dataset_get_label (self->dataset, id);

  exm_row_model_show_label (model, exm_row_model_get_id (model, position), id);
  _exm_examples_page_tell_row (self, position, label != NULL ? exm_label_get_name (label) : _ ("No Label"));
}
