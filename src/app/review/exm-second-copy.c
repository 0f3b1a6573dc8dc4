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
#include "exm-saved-search.h"
#include "exm-second-private.h"
#include "exm-show-rows.h"

typedef struct
{
  GtkWidget  *owner;
  ExmDataset *dataset;
  GPtrArray  *queries; /* of ExmQuery, in the order of the drop-down */
  GtkWidget  *rows_drop;
  GtkWidget  *search_entry;
  GtkWidget  *size_drop;
  GtkWidget  *hide_check;

  /* What was chosen. */
  GPtrArray *labels;
  GFile     *file;
  ExmQuery  *query;
  guint      size;
  gboolean   hide;
} Copy;

/* 0 = all of them. */
static const guint sizes[] = { 0, EXM_SAMPLE_PERCENT (10), 50, 100, 300 };

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_object_unref (copy->owner);
  g_object_unref (copy->dataset);
  g_clear_pointer (&copy->queries, g_ptr_array_unref);
  g_clear_object (&copy->rows_drop);
  g_clear_object (&copy->search_entry);
  g_clear_object (&copy->size_drop);
  g_clear_object (&copy->hide_check);
  g_clear_pointer (&copy->labels, g_ptr_array_unref);
  g_clear_object (&copy->file);
  g_clear_pointer (&copy->query, exm_query_free);
  g_free (copy);
}

/* The rows that were chosen, less those that the search does not find. */
static ExmQuery *
dup_query (const Copy *copy)
{
  guint            at = gtk_drop_down_get_selected (GTK_DROP_DOWN (copy->rows_drop));
  ExmQuery        *query = exm_query_copy (copy->queries->pdata[MIN (at, copy->queries->len - 1)]);
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (copy->search_entry))));

  if (*text != '\0')
    {
      g_autofree char *first = g_steal_pointer (&query->text);

      query->text = first != NULL && *first != '\0' ? g_strconcat (first, " ", text, NULL) : g_steal_pointer (&text);
    }
  return query;
}

static gpointer
make (ExmDataset   *dataset,
      gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  const Copy      *copy = data;
  g_autofree char *name = g_file_get_basename (copy->file);
  guint            n_rows = 0;

  if (g_file_equal (copy->file, exm_dataset_get_file (dataset)))
    {
      g_set_error_literal (error, EXM_DATA_ERROR, EXM_DATA_ERROR_INVALID, _ ("The copy needs another name than the dataset"));
      return NULL;
    }
  /* The file chooser has asked about one that is there. */
  g_file_delete (copy->file, cancellable, NULL);
  if (!exm_review_copy_make_sync (dataset, copy->labels, copy->query, copy->size, (guint64)g_get_real_time (), copy->hide, copy->file,
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
  copy->query = dup_query (copy);
  copy->size = sizes[MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (copy->size_drop)), G_N_ELEMENTS (sizes) - 1)];
  copy->hide = gtk_check_button_get_active (GTK_CHECK_BUTTON (copy->hide_check));
  copy->labels = exm_review_labels (copy->dataset);
  /* Translators: %s is a dataset; the name of a file */
  name = g_strdup_printf (_ ("%s for review%s"), exm_dataset_get_name (copy->dataset), EXM_DATASET_EXTENSION);
  exm_compat_save_file_async (GTK_WINDOW (gtk_widget_get_root (copy->owner)), _ ("Make a Review Copy"), name, NULL, NULL, NULL, file_cb, copy);
}

/* --- what is asked ------------------------------------------------------------------------ */

static void
add_rows (Copy          *copy,
          GtkStringList *names,
          const char    *name,
          ExmQuery      *query)
{
  gtk_string_list_append (names, name);
  g_ptr_array_add (copy->queries, query);
}

static void
add_states (Copy          *copy,
            GtkStringList *names,
            const char    *name,
            guint          states)
{
  ExmQuery *query = exm_query_new ();

  query->states = states;
  add_rows (copy, names, name, query);
}

/* @searches: (nullable) (element-type ExmSavedSearch) */
static GtkWidget *
make_rows_drop (Copy      *copy,
                GPtrArray *searches)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr(ExmQuery) shown = exm_show_rows_dup_query (copy->owner);

  copy->queries = g_ptr_array_new_with_free_func ((GDestroyNotify)exm_query_free);
  add_states (copy, names, _ ("All posts"), 0);
  if (!exm_query_is_all (shown))
    add_rows (copy, names, _ ("What the table shows now"), exm_query_copy (shown));
  add_states (copy, names, _ ("Posts that have a label"), 1u << EXM_STATE_DONE | 1u << EXM_STATE_FLAGGED);
  add_states (copy, names, _ ("Posts that have none"), 1u << EXM_STATE_TODO);
  add_states (copy, names, _ ("Flagged posts"), 1u << EXM_STATE_FLAGGED);
  for (guint i = 0; searches != NULL && i < searches->len; i++)
    {
      const ExmSavedSearch *search = searches->pdata[i];
      /* Translators: %s is the name of a search that was kept */
      g_autofree char *name = g_strdup_printf (_ ("Search “%s”"), search->name);

      add_rows (copy, names, name, exm_query_copy (search->query));
    }
  return gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL);
}

static GtkWidget *
make_size_drop (void)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  gtk_string_list_append (names, _ ("All of them"));
  for (guint i = 1; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *size = _exm_second_dup_size (sizes[i]);
      /* Translators: %s is "50 posts" or "10 % of the posts" */
      g_autofree char *name = g_strdup_printf (_ ("A sample: %s"), size);

      gtk_string_list_append (names, name);
    }
  return gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&names)), NULL);
}

static void
add_control (GtkWidget  *box,
             GtkWidget **kept,
             GtkWidget  *control,
             const char *name)
{
  *kept = g_object_ref_sink (control);
  /* A check button's own text, which has the mark of its mnemonic. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (box), control);
}

static void
ask (Copy      *copy,
     GPtrArray *searches)
{
  static const ExmAnswer answers[] = {
    { "cancel", N_ ("_Cancel"), ADW_RESPONSE_DEFAULT },
      { "make", N_ ("_Make…"), ADW_RESPONSE_SUGGESTED },
    };
  ExmAnswer  shown[G_N_ELEMENTS (answers)];
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkRoot   *root = gtk_widget_get_root (copy->owner);

  if (!GTK_IS_WINDOW (root))
    {
      copy_free (copy);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      shown[i] = answers[i];
      shown[i].text = _ (answers[i].text);
    }
  add_control (box, &copy->rows_drop, make_rows_drop (copy, searches), _ ("Posts of the copy"));
  add_control (box, &copy->search_entry, gtk_entry_new (), _ ("Only posts that a search finds"));
  gtk_entry_set_placeholder_text (GTK_ENTRY (copy->search_entry), _ ("Only posts that a search finds"));
  gtk_widget_set_tooltip_text (copy->search_entry, _ ("Written as in the search of the table: words, label:Happy, len:>200, -word"));
  add_control (box, &copy->size_drop, make_size_drop (), _ ("How many"));
  add_control (box, &copy->hide_check, gtk_check_button_new_with_mnemonic (_ ("_Hide what is decided")), _ ("Hide what is decided"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (copy->hide_check), TRUE);
  exm_compat_ask_async (GTK_WINDOW (root), _ ("Make a Review Copy"),
                                              _ ("What is hidden is not in the file at all, so that the reviewer decides without seeing it. The list of labels always is."), box,
                                                 shown, G_N_ELEMENTS (shown), answer_cb, copy);
}

static void
searches_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) searches = exm_saved_search_list_finish (result, &error);

  if (searches == NULL)
    g_debug ("Searches could not be read: %s", error->message);
  ask (user_data, searches);
}

void
_exm_second_make_copy (GtkWidget  *owner,
                       ExmDataset *dataset)
{
  Copy *copy = g_new0 (Copy, 1);

  copy->owner = g_object_ref (owner);
  copy->dataset = g_object_ref (dataset);
  exm_saved_search_list_async (dataset, NULL, searches_cb, copy);
}
