/* exm-second-copy.c - what goes into a review copy, and where to
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-review-copy.h"
#include "exm-second-private.h"

typedef struct
{
  GtkWidget  *owner;
  ExmDataset *dataset;
  GtkWidget  *rows_drop;
  GtkWidget  *hide_check;

  /* What was chosen. */
  GPtrArray *labels;
  GFile     *file;
  guint      rows;
  gboolean   hide;
} Copy;

/* In the order of the drop-down. */
enum
{
  ROWS_SAMPLE_100,
  ROWS_SAMPLE_300,
  ROWS_ALL,
  ROWS_LABELLED,
  ROWS_TODO,
  ROWS_FLAGGED,
};

static const char *const rows_names[] = {
  N_ ("A sample of 100 posts"),
      N_ ("A sample of 300 posts"),
          N_ ("All posts"),
              N_ ("Posts that have a label"),
                  N_ ("Posts that have none"),
                      N_ ("Flagged posts"),
                          NULL };

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_object_unref (copy->owner);
  g_object_unref (copy->dataset);
  g_clear_object (&copy->rows_drop);
  g_clear_object (&copy->hide_check);
  g_clear_pointer (&copy->labels, g_ptr_array_unref);
  g_clear_object (&copy->file);
  g_free (copy);
}

static ExmQuery *
query_of (guint rows)
{
  ExmQuery *query = exm_query_new ();

  if (rows == ROWS_LABELLED)
    query->states = 1u << EXM_STATE_DONE | 1u << EXM_STATE_FLAGGED;
  else if (rows == ROWS_TODO)
    query->states = 1u << EXM_STATE_TODO;
  else if (rows == ROWS_FLAGGED)
    query->states = 1u << EXM_STATE_FLAGGED;
  return query;
}

static gpointer
make (ExmDataset   *dataset,
      gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  const Copy *copy = data;
  g_autoptr(ExmQuery) query = query_of (copy->rows);
  g_autofree char *name = g_file_get_basename (copy->file);
  guint            size = copy->rows == ROWS_SAMPLE_100 ? 100 : copy->rows == ROWS_SAMPLE_300 ? 300
                                                                                              : 0;
  guint            n_rows = 0;

  if (g_file_equal (copy->file, exm_dataset_get_file (dataset)))
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID, _ ("The copy needs another name than the dataset"));
      return NULL;
    }
  /* The file chooser has asked about one that is there. */
  g_file_delete (copy->file, cancellable, NULL);
  if (!exm_review_copy_make_sync (dataset, copy->labels, query, size, (guint64)g_get_real_time (), copy->hide, copy->file,
                                  &n_rows, cancellable, error))
    return NULL;
  return g_strdup_printf (ngettext ("“%s” with %u post is ready to be given away", "“%s” with %u posts is ready to be given away", n_rows), name,
                          n_rows);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *said = g_task_propagate_pointer (G_TASK (result), &error);

  if (said != NULL)
    exm_feedback_toast (GTK_WIDGET (source), said);
  else if (error != NULL)
    exm_feedback_error (GTK_WIDGET (source), _ ("The review copy could not be made"), error);
}

static void
file_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  Copy *copy = user_data;
  g_autoptr(GError) error = NULL;

  copy->file = exm_compat_save_file_finish (result, &error);
  if (copy->file == NULL)
    copy_free (copy);
  else
    _exm_second_run (copy->owner, copy->dataset, make, copy, copy_free, g_free, NULL, made_cb);
}

static void
answer_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Copy            *copy = user_data;
  g_autofree char *answer = exm_compat_ask_finish (result);
  g_autofree char *name = NULL;

  if (g_strcmp0 (answer, "make") != 0)
    {
      copy_free (copy);
      return;
    }
  copy->rows = gtk_drop_down_get_selected (GTK_DROP_DOWN (copy->rows_drop));
  copy->hide = gtk_check_button_get_active (GTK_CHECK_BUTTON (copy->hide_check));
  copy->labels = exm_review_labels (copy->dataset);
  /* Translators: %s is a dataset; the name of a file */
  name = g_strdup_printf (_ ("%s for review%s"), exm_dataset_get_name (copy->dataset), EXM_DATASET_EXTENSION);
  exm_compat_save_file_async (GTK_WINDOW (gtk_widget_get_root (copy->owner)), _ ("Make a Review Copy"), name, NULL, NULL, NULL, file_cb, copy);
}

void
_exm_second_make_copy (GtkWidget  *owner,
                       ExmDataset *dataset)
{
  static const ExmAnswer answers[] = {
    { "cancel", N_ ("_Cancel"), ADW_RESPONSE_DEFAULT },
      { "make", N_ ("_Make…"), ADW_RESPONSE_SUGGESTED },
    };
  ExmAnswer  shown[G_N_ELEMENTS (answers)];
  Copy      *copy = g_new0 (Copy, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; rows_names[i] != NULL; i++)
    gtk_string_list_append (names, _ (rows_names[i]));
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      shown[i] = answers[i];
      shown[i].text = _ (answers[i].text);
    }
  copy->owner = g_object_ref (owner);
  copy->dataset = g_object_ref (dataset);
  copy->rows_drop = g_object_ref_sink (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (copy->rows_drop), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Posts of the copy"), -1);
  copy->hide_check = g_object_ref_sink (gtk_check_button_new_with_mnemonic (_ ("_Hide what is decided")));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (copy->hide_check), TRUE);
  gtk_box_append (GTK_BOX (box), copy->rows_drop);
  gtk_box_append (GTK_BOX (box), copy->hide_check);
  exm_compat_ask_async (GTK_WINDOW (gtk_widget_get_root (owner)), _ ("Make a Review Copy"),
                                                                     _ ("Hidden labels and notes are not in the file at all, so the reviewer decides for themselves. The list of labels is."), box,
                                                                        shown, G_N_ELEMENTS (shown), answer_cb, copy);
}
