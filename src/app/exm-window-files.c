/* exm-window-files.c - files that posts come from: chosen, named on the command line, recent
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"
#include "source-paths.h"

#include "exm-window-private.h"

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-import-memory.h"
#include "exm-recent.h"
#include "exm-settings.h"

/* A file of posts is imported once: opened again, it brings the dataset with the
 * work that was done on it, and says so. */

typedef struct
{
  ExmWindow *window; /* owned */
  gboolean   into_dataset;
} Choose;

static void
choose_free (Choose *choose)
{
  g_clear_object (&choose->window);
  g_free (choose);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Choose, choose_free)

static gboolean
is_dataset (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  return name != NULL && g_str_has_suffix (name, EXM_DATASET_EXTENSION);
}

/* --- opening --------------------------------------------------------------------------------- */

static void
exm_window_found_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(ExmWindow) self = user_data;
  GFile           *file = G_FILE (source);
  g_autofree char *stamp = NULL;
  g_autoptr(GFile) dataset = exm_import_memory_find_finish (result, &stamp);

  if (self->main_stack == NULL)
    return;
  if (dataset != NULL)
    {
      g_autofree char *uri = g_file_get_uri (file);
      g_autofree char *name = g_file_get_basename (file);
      g_autofree char *text = g_strdup_printf (_ ("“%s” was imported before"), name);
      g_autoptr(GVariant) target = g_variant_ref_sink (g_variant_new_string (uri));
      g_autofree char *action = g_action_print_detailed_name ("win.import-again", target);

      _exm_window_set_news (self, text, _ ("Import Again"), action);
      _exm_window_open_dataset (self, dataset);
      return;
    }

  g_autoptr(ExmSource) posts = exm_source_new_file (file);

  _exm_window_import_file (self, posts, file, stamp);
}

void
exm_window_open_file (ExmWindow *self,
                      GFile     *file)
{
  g_return_if_fail (EXM_IS_WINDOW (self));
  g_return_if_fail (G_IS_FILE (file));

  if (is_dataset (file))
    {
      _exm_window_open_dataset (self, file);
      return;
    }
  exm_import_memory_find_async (file, self->cancellable, exm_window_found_cb, g_object_ref (self));
}

static void
exm_window_open_recent_action (GtkWidget  *widget,
                               const char *action_name,
                               GVariant   *parameter)
{
  g_autoptr(GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  exm_window_open_file (EXM_WINDOW (widget), file);
}

static void
exm_window_clear_recent_action (GtkWidget  *widget,
                                const char *action_name,
                                GVariant   *parameter)
{
  exm_recent_clear ();
}

/* The new copy begins as the file is; the dataset with the work stays. */
static void
exm_window_import_again_action (GtkWidget  *widget,
                                const char *action_name,
                                GVariant   *parameter)
{
  g_autoptr(GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));
  g_autoptr(ExmSource) posts = exm_source_new_file (file);

  _exm_window_import (EXM_WINDOW (widget), posts, FALSE);
}

static void
exm_window_import_reposts_action (GtkWidget  *widget,
                                  const char *action_name,
                                  GVariant   *parameter)
{
  g_autoptr(GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));
  g_autoptr(ExmSource) posts = exm_source_new_file (file);

  _exm_window_import_reposts (EXM_WINDOW (widget), posts);
}

void
_exm_window_install_file_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open-recent", "s", exm_window_open_recent_action);
  gtk_widget_class_install_action (widget_class, "win.clear-recent", NULL, exm_window_clear_recent_action);
  gtk_widget_class_install_action (widget_class, "win.import-again", "s", exm_window_import_again_action);
  gtk_widget_class_install_action (widget_class, "win.import-reposts", "s", exm_window_import_reposts_action);
}

static void
exm_window_recent_cb (ExmWindow *self)
{
  exm_recent_fill_menu (self->recent_menu);
}

void
_exm_window_watch_recent (ExmWindow *self)
{
  g_signal_connect_object (gtk_recent_manager_get_default (), "changed",
                           G_CALLBACK (exm_window_recent_cb), self, G_CONNECT_SWAPPED);
  exm_window_recent_cb (self);
}

/* --- choosing a file -------------------------------------------------------------------------- */

GFile *
_exm_window_dup_last_folder (void)
{
  g_autofree char *uri = g_settings_get_string (exm_settings_get_default (), "last-folder");

  return *uri != '\0' ? g_file_new_for_uri (uri) : NULL;
}

void
_exm_window_keep_last_folder (GFile *file)
{
  g_autoptr(GFile) folder = g_file_get_parent (file);
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (uri != NULL)
    g_settings_set_string (exm_settings_get_default (), "last-folder", uri);
}

static GListModel *
exm_window_file_filters (gboolean with_datasets)
{
  /* The last three are of archives. */
  static const char *const patterns[] = { "*.jsonl", "*.ndjson", "*.json", "*.csv", "*.tsv", "*.txt", "*.js", "*.car", "*.zip" };
  GListStore              *filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr(GtkFileFilter) known = gtk_file_filter_new ();
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (known, with_datasets ? _ ("Datasets and Posts") : _ ("Posts"));
  if (with_datasets)
    gtk_file_filter_add_pattern (known, "*" EXM_DATASET_EXTENSION);
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    gtk_file_filter_add_pattern (known, patterns[i]);
  gtk_file_filter_set_name (all, _ ("All Files"));
  gtk_file_filter_add_pattern (all, "*");
  g_list_store_append (filters, known);
  g_list_store_append (filters, all);
  return G_LIST_MODEL (filters);
}

static void
exm_window_chosen_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(Choose) choose = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = exm_compat_open_file_finish (result, &error);

  if (file == NULL)
    {
      exm_feedback_error (GTK_WIDGET (choose->window), _ ("The file could not be chosen"), error);
      return;
    }
  _exm_window_keep_last_folder (file);
  if (choose->into_dataset && !is_dataset (file))
    {
      g_autoptr(ExmSource) examples = exm_source_new_file (file);

      _exm_window_import (choose->window, examples, TRUE);
    }
  else
    exm_window_open_file (choose->window, file);
}

void
_exm_window_choose_file (ExmWindow *self,
                         gboolean   into_dataset)
{
  g_autoptr(GListModel) filters = exm_window_file_filters (!into_dataset);
  g_autoptr(GFile) folder = _exm_window_dup_last_folder ();
  Choose *choose = g_new0 (Choose, 1);

  choose->window = g_object_ref (self);
  choose->into_dataset = into_dataset;
  exm_compat_open_file_async (GTK_WINDOW (self), into_dataset ? _ ("Import Posts") : _ ("Open File"), filters, folder, self->cancellable, exm_window_chosen_cb, choose);
}

GFile *
_exm_window_dup_sample (void)
{
  g_autofree char *installed = g_build_filename (EXM_PKGDATADIR, "samples", "social-posts.jsonl", NULL);
  g_autofree char *source = g_build_filename (EXM_SOURCE_DATADIR, "samples", "social-posts.jsonl", NULL);

  return g_file_new_for_path (g_file_test (installed, G_FILE_TEST_EXISTS) ? installed : source);
}
