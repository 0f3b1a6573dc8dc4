/* exm-storage-browser-fetch.c - a file of Cloud Storage that shall become a dataset
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-storage-browser-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* The folder of fetched files, emptied of the one before. */
static void
prepare_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "exemplar", "fetched", NULL);
  g_autofree char *name = exm_storage_dup_base_name (task_data);
  g_autoptr(GDir) dir = NULL;
  const char *old;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The folder %s cannot be made"), folder);
      return;
    }
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (old = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, old, NULL);

      g_unlink (path);
    }
  /* The name comes from outside: nothing of it may lead elsewhere. */
  g_strdelimit (name, "/\\", '_');
  if (*name == '\0' || *name == '.')
    g_task_return_pointer (task, g_build_filename (folder, "file.jsonl", NULL), g_free);
  else
    g_task_return_pointer (task, g_build_filename (folder, name, NULL), g_free);
}

static void
progress_cb (gint64   done,
             gint64   total,
             gpointer user_data)
{
  ExmStorageBrowser *self = user_data;
  g_autofree char   *done_text = g_format_size ((guint64)done);
  g_autofree char   *total_text = g_format_size ((guint64)total);
  /* Translators: sizes */
  g_autofree char *text = g_strdup_printf (_ ("%s of %s"), done_text, total_text);

  if (self->google == NULL) /* closed */
    return;
  gtk_progress_bar_set_fraction (self->bar, total > 0 ? (double)done / (double)total : 0);
  gtk_progress_bar_set_text (self->bar, text);
}

typedef struct
{
  ExmStorageBrowser *browser;
  char              *path;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->browser);
  g_free (fetch->path);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static void
end (ExmStorageBrowser *self,
     const GError      *error)
{
  g_clear_object (&self->fetching);
  if (self->google == NULL)
    return;
  _exm_storage_browser_update_foot (self);
  exm_cloud_problem_set (self->problem, _ ("The file could not be fetched"), error, FALSE);
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(Fetch) fetch = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = NULL;
  gboolean done = exm_storage_download_finish (EXM_GOOGLE (source), result, &error);

  end (fetch->browser, error);
  if (!done || fetch->browser->google == NULL)
    return;
  file = g_file_new_for_path (fetch->path);
  g_signal_emit_by_name (fetch->browser, "import", file);
  gtk_window_close (GTK_WINDOW (fetch->browser));
}

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Fetch) fetch = user_data;
  ExmStorageBrowser *self = fetch->browser;
  g_autoptr(GError) error = NULL;
  const char *path;

  fetch->path = g_task_propagate_pointer (G_TASK (result), &error);
  if (fetch->path == NULL || self->google == NULL)
    {
      end (self, error);
      return;
    }
  path = fetch->path;
  exm_storage_download_async (self->google, self->chosen, path, progress_cb, self, self->fetching, fetched_cb, g_steal_pointer (&fetch));
}

void
_exm_storage_browser_fetch (ExmStorageBrowser *self)
{
  g_autoptr(GTask) task = NULL;
  Fetch *fetch;

  if (self->chosen == NULL || self->fetching != NULL)
    return;
  self->fetching = g_cancellable_new ();
  gtk_progress_bar_set_fraction (self->bar, 0);
  gtk_progress_bar_set_text (self->bar, "");
  _exm_storage_browser_update_foot (self);
  fetch = g_new0 (Fetch, 1);
  fetch->browser = g_object_ref (self);
  task = g_task_new (self, self->fetching, prepared_cb, fetch);
  g_task_set_source_tag (task, _exm_storage_browser_fetch);
  g_task_set_task_data (task, g_strdup (self->chosen->name), g_free);
  g_task_run_in_thread (task, prepare_thread);
}
