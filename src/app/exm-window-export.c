/* exm-window-export.c - writing the examples to a file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-window-private.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-export.h"
#include "exm-feedback.h"

static const struct
{
  ExmDialect  dialect;
  const char *extension;
} dialects[] = {
  { EXM_DIALECT_CONTENTS, ".jsonl" },
  { EXM_DIALECT_MESSAGES, ".jsonl" },
  { EXM_DIALECT_OPENAI, ".jsonl" },
  { EXM_DIALECT_CSV, ".csv" },
};

typedef struct
{
  ExmWindow     *window; /* owned */
  ExmDataset    *dataset;
  GCancellable  *cancellable;
  AdwComboRow   *dialect_row; /* owned */
  GtkSwitch     *all_switch;  /* owned */
  guint          choice;
  ExmExportFlags flags;
  GFile         *file;
} Export;

static void
export_free (Export *export)
{
  exm_job_bar_end (export->window->job_bar);
  _exm_window_update_actions (export->window);
  g_clear_object (&export->window);
  g_clear_object (&export->dataset);
  g_clear_object (&export->cancellable);
  g_clear_object (&export->dialect_row);
  g_clear_object (&export->all_switch);
  g_clear_object (&export->file);
  g_free (export);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

static void
export_progress_cb (const ExmProgress *progress,
                    gpointer           user_data)
{
  Export *export = user_data;
  ExmProgress known = *progress;

  /* The whole dataset is gone through, whatever is left out. */
  known.total_rows = MAX (exm_dataset_get_stats (export->dataset)->n_examples, progress->rows);
  if (known.seconds_left < 0 && progress->rows_per_second > 0)
    known.seconds_left = (known.total_rows - progress->rows) / progress->rows_per_second;
  exm_job_bar_update (export->window->job_bar, &known);
}

static void
export_done_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Export) export = user_data;
  g_autoptr(GError) error = NULL;
  ExmExportReport  report = { 0 };
  g_autofree char *text = NULL;
  guint64          left_out;

  if (!exm_export_finish (EXM_DATASET (source), result, &report, &error))
    {
      exm_feedback_error (GTK_WIDGET (export->window), _ ("The examples could not be exported"), error);
      return;
    }
  left_out = report.n_unlabelled + report.n_skipped + report.n_empty + report.n_cannot;
  text = g_strdup_printf (ngettext ("%'u example exported", "%'u examples exported", report.n_written), (guint)report.n_written);
  if (left_out > 0)
    {
      /* Translators: follows "312 examples exported" */
      g_autofree char *rest = g_strdup_printf (ngettext ("%'u left out", "%'u left out", left_out), (guint)left_out);
      g_autofree char *whole = g_strdup_printf ("%s, %s", text, rest);

      exm_feedback_toast (GTK_WIDGET (export->window), whole);
      return;
    }
  exm_feedback_toast (GTK_WIDGET (export->window), text);
}

static void
export_chosen_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(Export) export = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *title = NULL;
  Export          *next;

  export->file = exm_compat_save_file_finish (result, &error);
  if (export->file == NULL)
    {
      exm_feedback_error (GTK_WIDGET (export->window), _ ("The file could not be chosen"), error);
      return;
    }
  _exm_window_keep_last_folder (export->file);
  name = g_file_get_basename (export->file);
  title = g_strdup_printf (_ ("Exporting %s"), name);
  exm_job_bar_begin (export->window->job_bar, title, export->cancellable);
  _exm_window_update_actions (export->window);
  next = g_steal_pointer (&export);
  /* The chooser has asked before an existing file was named. */
  exm_export_async (next->dataset, next->file, dialects[next->choice].dialect, NULL,
                    next->flags | EXM_EXPORT_REPLACE, export_progress_cb, next, next->cancellable, export_done_cb, next);
}

static void
export_asked_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(Export) export = user_data;
  g_autofree char *answer = exm_compat_ask_finish (result);
  g_autofree char *name = NULL;
  g_autoptr(GFile) folder = _exm_window_dup_last_folder ();
  Export *next;

  if (g_strcmp0 (answer, "export") != 0)
    return;
  export->choice = MIN (adw_combo_row_get_selected (export->dialect_row), G_N_ELEMENTS (dialects) - 1);
  if (gtk_switch_get_active (export->all_switch))
    export->flags = EXM_EXPORT_UNLABELLED | EXM_EXPORT_SKIPPED;
  name = g_strconcat (exm_dataset_get_name (export->dataset), dialects[export->choice].extension, NULL);
  next = g_steal_pointer (&export);
  exm_compat_save_file_async (GTK_WINDOW (next->window), _ ("Export Examples"), name, NULL, folder,
                                                            next->cancellable, export_chosen_cb, next);
}

void
_exm_window_export (ExmWindow *self)
{
  const ExmAnswer answers[] = {
    { "cancel", _ ("_Cancel"), ADW_RESPONSE_DEFAULT },
      { "export", _ ("_Export…"), ADW_RESPONSE_SUGGESTED },
    };
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *all_row = adw_action_row_new ();
  Export *export;

  if (self->dataset == NULL)
    return;
  if (exm_job_bar_is_busy (self->job_bar))
    {
      exm_feedback_toast (GTK_WIDGET (self), _ ("Another import or export is still running"));
      return;
    }
  export = g_new0 (Export, 1);
  export->window = g_object_ref (self);
  export->dataset = g_object_ref (self->dataset);
  export->cancellable = g_cancellable_new ();
  export->dialect_row = g_object_ref_sink (ADW_COMBO_ROW (adw_combo_row_new ()));
  export->all_switch = g_object_ref_sink (GTK_SWITCH (gtk_switch_new ()));

  for (guint i = 0; i < G_N_ELEMENTS (dialects); i++)
    gtk_string_list_append (names, exm_dialect_get_name (dialects[i].dialect));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (export->dialect_row), _ ("Format"));
  adw_combo_row_set_model (export->dialect_row, G_LIST_MODEL (names));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (export->dialect_row));
  gtk_widget_set_valign (GTK_WIDGET (export->all_switch), GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (all_row), _ ("Unlabelled and skipped posts too"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (all_row), GTK_WIDGET (export->all_switch));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (all_row), GTK_WIDGET (export->all_switch));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), all_row);

  exm_examples_page_flush (self->examples_page);
  exm_compat_ask_async (GTK_WINDOW (self), _ ("Export Examples"), "", group, answers, G_N_ELEMENTS (answers), export_asked_cb, export);
}
