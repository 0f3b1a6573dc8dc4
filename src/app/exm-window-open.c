/* exm-window-open.c - opening, making, renaming and throwing away datasets
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-window-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "exm-compat.h"
#include "exm-feedback.h"
#include "exm-import-memory.h"
#include "exm-recent.h"

typedef struct
{
  ExmWindow *window; /* owned */
  GFile     *file;
  GtkWidget *entry;
} Open;

static Open *
open_new (ExmWindow *window,
          GFile     *file)
{
  Open *open = g_new0 (Open, 1);

  open->window = g_object_ref (window);
  if (file != NULL)
    open->file = g_object_ref (file);
  return open;
}

static void
open_free (Open *open)
{
  g_clear_object (&open->window);
  g_clear_object (&open->file);
  g_clear_object (&open->entry);
  g_free (open);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Open, open_free)

/* --- rescue of a damaged file -------------------------------------------------------------- */

static void
exm_window_rescue_thread (GTask        *task,
                          gpointer      source,
                          gpointer      task_data,
                          GCancellable *cancellable)
{
  GFile **files = task_data;
  guint   n_rows = 0;
  GError *error = NULL;

  if (exm_dataset_rescue_sync (files[0], files[1], &n_rows, cancellable, &error))
    g_task_return_int (task, n_rows);
  else
    g_task_return_error (task, error);
}

static void
rescue_files_free (GFile **files)
{
  g_object_unref (files[0]);
  g_object_unref (files[1]);
  g_free (files);
}

static void
exm_window_rescued_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  ExmWindow *self = EXM_WINDOW (source);
  GFile    **files = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  gssize           n_rows = g_task_propagate_int (G_TASK (result), &error);
  g_autofree char *text = NULL;

  if (n_rows < 0)
    {
      exm_feedback_error (GTK_WIDGET (self), _ ("Nothing could be rescued"), error);
      return;
    }
  text = g_strdup_printf (ngettext ("%'u post rescued into a new dataset", "%'u posts rescued into a new dataset", n_rows), (guint)n_rows);
  _exm_window_set_news (self, text, NULL, NULL);
  _exm_window_open_dataset (self, files[1]);
}

static void
exm_window_corrupt_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(Open) open = user_data;
  g_autofree char *answer = exm_compat_ask_finish (result);
  g_autofree char *base = g_file_get_basename (open->file);
  g_autofree char *name = NULL;
  g_autoptr(GTask) task = NULL;
  GFile **files;

  if (g_strcmp0 (answer, "rescue") != 0)
    return;
  if (g_str_has_suffix (base, EXM_DATASET_EXTENSION))
    base[strlen (base) - strlen (EXM_DATASET_EXTENSION)] = '\0';
  /* Translators: name of a dataset rescued from a damaged file */
  name = g_strdup_printf (_ ("%s (rescued)"), base);
  files = g_new0 (GFile *, 2);
  files[0] = g_object_ref (open->file);
  files[1] = exm_library_unique_file (exm_library_get_folder (open->window->library), name);
  task = g_task_new (open->window, open->window->cancellable, exm_window_rescued_cb, NULL);
  g_task_set_source_tag (task, exm_window_corrupt_cb);
  g_task_set_task_data (task, files, (GDestroyNotify)rescue_files_free);
  g_task_run_in_thread (task, exm_window_rescue_thread);
}

static void
exm_window_ask_rescue (ExmWindow *self,
                       GFile     *file)
{
  const ExmAnswer answers[] = {
    { "cancel", _ ("_Cancel"), ADW_RESPONSE_DEFAULT },
      { "rescue", _ ("_Rescue"), ADW_RESPONSE_SUGGESTED },
    };

  exm_compat_ask_async (GTK_WINDOW (self), _ ("Rescue What Can Be Read?"),
                                              _ ("This file is damaged. The posts that can still be read are copied into a new dataset; the damaged file is left as it is."),
                                                 NULL, answers, G_N_ELEMENTS (answers), exm_window_corrupt_cb, open_new (self, file));
}

/* --- opening -------------------------------------------------------------------------------- */

static void
exm_window_opened_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(Open) open = user_data;
  ExmWindow *self = open->window;
  g_autoptr(GError) error = NULL;
  g_autoptr(ExmDataset) dataset = exm_dataset_open_finish (result, &error);

  if (dataset == NULL)
    {
      _exm_window_set_news (self, NULL, NULL, NULL);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) || g_error_matches (error, EXM_DATA_ERROR, EXM_DATA_ERROR_NOT_FOUND))
        exm_recent_remove (open->file);
      if (g_error_matches (error, EXM_DATA_ERROR, EXM_DATA_ERROR_CORRUPT))
        exm_window_ask_rescue (self, open->file);
      else
        exm_feedback_error (GTK_WIDGET (self), _ ("The dataset could not be opened"), error);
      return;
    }
  if (self->main_stack == NULL || !gtk_widget_get_visible (GTK_WIDGET (self)))
    {
      /* The window was closed meanwhile. */
      exm_dataset_close_async (dataset, NULL, NULL);
      return;
    }
  exm_library_remember (self->library, open->file);
  exm_recent_add (open->file);
  _exm_window_set_dataset (self, dataset);
}

void
_exm_window_open_dataset (ExmWindow *self,
                          GFile     *file)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  /* A dataset has one window. */
  for (GList *l = application != NULL ? gtk_application_get_windows (application) : NULL; l != NULL; l = l->next)
    {
      ExmWindow *other = EXM_IS_WINDOW (l->data) ? l->data : NULL;

      if (other != NULL && other->dataset != NULL && g_file_equal (exm_dataset_get_file (other->dataset), file))
        {
          gtk_window_present (GTK_WINDOW (other));
          _exm_window_tell_news (self, other);
          return;
        }
    }
  exm_dataset_open_async (file, EXM_OPEN_DEFAULT, self->cancellable, exm_window_opened_cb, open_new (self, file));
}

/* --- a new one ------------------------------------------------------------------------------------ */

static void
exm_window_create_thread (GTask        *task,
                          gpointer      source,
                          gpointer      task_data,
                          GCancellable *cancellable)
{
  GError *error = NULL;

  if (exm_dataset_create_sync (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
exm_window_created_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  ExmWindow *self = EXM_WINDOW (source);
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    _exm_window_open_dataset (self, g_task_get_task_data (G_TASK (result)));
  else
    exm_feedback_error (GTK_WIDGET (self), _ ("The dataset could not be made"), error);
}

void
_exm_window_new_dataset (ExmWindow *self)
{
  g_autoptr(GFile) file = exm_library_unique_file (exm_library_get_folder (self->library), _ ("New Dataset"));
  g_autoptr(GTask) task = g_task_new (self, self->cancellable, exm_window_created_cb, NULL);

  g_task_set_source_tag (task, _exm_window_new_dataset);
  g_task_set_task_data (task, g_steal_pointer (&file), g_object_unref);
  g_task_run_in_thread (task, exm_window_create_thread);
}

/* --- renaming and trash ----------------------------------------------------------------------------- */

static void
exm_window_renamed_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(Open) open = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = exm_library_rename_finish (EXM_LIBRARY (source), result, &error);

  if (file == NULL)
    {
      exm_feedback_error (GTK_WIDGET (open->window), _ ("The dataset could not be renamed"), error);
      return;
    }
  exm_recent_remove (open->file);
  exm_import_memory_moved (open->file, file);
}

static void
exm_window_rename_asked_cb (GObject      *source,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  g_autoptr(Open) open = user_data;
  g_autofree char *answer = exm_compat_ask_finish (result);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (open->entry))));

  if (g_strcmp0 (answer, "rename") == 0 && *name != '\0')
    exm_library_rename_async (open->window->library, open->file, name, exm_window_renamed_cb, open_new (open->window, open->file));
}

void
_exm_window_rename (ExmWindow  *self,
                    const char *uri)
{
  const ExmAnswer answers[] = {
    { "cancel", _ ("_Cancel"), ADW_RESPONSE_DEFAULT },
      { "rename", _ ("_Rename"), ADW_RESPONSE_SUGGESTED },
    };
  g_autoptr(GFile) file = g_file_new_for_uri (uri);
  Open            *open = open_new (self, file);
  g_autofree char *name = g_file_get_basename (file);

  if (g_str_has_suffix (name, EXM_DATASET_EXTENSION))
    name[strlen (name) - strlen (EXM_DATASET_EXTENSION)] = '\0';
  open->entry = g_object_ref_sink (gtk_entry_new ());
  gtk_editable_set_text (GTK_EDITABLE (open->entry), name);
  gtk_entry_set_activates_default (GTK_ENTRY (open->entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (open->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"), -1);
  exm_compat_ask_async (GTK_WINDOW (self), _ ("Rename Dataset"), "", open->entry, answers, G_N_ELEMENTS (answers),
                                              exm_window_rename_asked_cb, open);
  gtk_widget_grab_focus (open->entry);
}

static void
exm_window_restored_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr(ExmWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) file = exm_library_restore_finish (EXM_LIBRARY (source), result, &error);

  if (file == NULL)
    exm_feedback_error (GTK_WIDGET (self), _ ("The dataset could not be brought back"), error);
}

static void
exm_window_restore_cb (AdwToast *toast,
                       Open     *open)
{
  exm_library_restore_async (open->window->library, open->file, exm_window_restored_cb, g_object_ref (open->window));
}

static void
open_closure_free (gpointer  data,
                   GClosure *closure)
{
  open_free (data);
}

static void
exm_window_trashed_cb (GObject      *source,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  g_autoptr(Open) open = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFile) trashed = exm_library_trash_finish (EXM_LIBRARY (source), result, &error);
  g_autofree char *name = g_file_get_basename (open->file);
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;
  AdwToast        *toast;

  if (trashed == NULL)
    {
      exm_feedback_error (GTK_WIDGET (open->window), _ ("The dataset could not be moved to the trash"), error);
      return;
    }
  if (open->window->toasts == NULL)
    return;
  if (g_str_has_suffix (name, EXM_DATASET_EXTENSION))
    name[strlen (name) - strlen (EXM_DATASET_EXTENSION)] = '\0';
  text = g_strdup_printf (_ ("“%s” moved to the trash"), name);
  markup = g_markup_escape_text (text, -1);
  toast = adw_toast_new (markup);
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (exm_window_restore_cb),
                         open_new (open->window, trashed), open_closure_free, 0);
  _exm_window_show_toast (open->window, toast, NULL);
  exm_recent_remove (open->file);
}

void
_exm_window_trash (ExmWindow  *self,
                   const char *uri)
{
  g_autoptr(GFile) file = g_file_new_for_uri (uri);

  exm_library_trash_async (self->library, file, exm_window_trashed_cb, open_new (self, file));
}
