/* exm-library-files.c - names of dataset files, and moving them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-core"

#include "config.h"

#include "exm-library-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TRASH_FOLDER ".trash"
#define MAX_NAME_CHARS 80

char *
_exm_library_name_of (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base);

  if (g_str_has_suffix (name, EXM_DATASET_EXTENSION))
    name[strlen (name) - strlen (EXM_DATASET_EXTENSION)] = '\0';
  return g_steal_pointer (&name);
}

GFile *
exm_library_default_folder (void)
{
  return g_file_new_build_filename (g_get_user_data_dir (), "exemplar", "datasets", NULL);
}

/* A name that is a file's name on every disk a user may carry it to. */
static char *
clean_name (const char *name)
{
  g_autoptr (GString) clean = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  guint            n = 0;

  for (const char *p = valid; *p != '\0' && n < MAX_NAME_CHARS; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) || (c < 128 && strchr ("/\\:*?\"<>|", (int)c) != NULL))
        c = ' ';
      g_string_append_unichar (clean, c);
    }
  g_strstrip (clean->str);
  clean->len = strlen (clean->str);
  /* A leading dot would hide it. */
  while (clean->str[0] == '.')
    g_string_erase (clean, 0, 1);
  if (clean->len == 0)
    return g_strdup (_ ("Dataset"));
  return g_strdup (clean->str);
}

GFile *
exm_library_unique_file (GFile      *folder,
                         const char *name)
{
  g_autofree char *clean = clean_name (name);

  for (guint i = 1;; i++)
    {
      g_autofree char *base = i == 1 ? g_strdup_printf ("%s" EXM_DATASET_EXTENSION, clean)
                                     : g_strdup_printf ("%s %u" EXM_DATASET_EXTENSION, clean, i);
      g_autoptr (GFile) file = g_file_get_child (folder, base);

      if (!g_file_query_exists (file, NULL))
        return g_steal_pointer (&file);
    }
}

static gboolean
move_one (GFile      *from,
          GFile      *to,
          const char *suffix,
          GError    **error)
{
  g_autofree char *from_path = g_strconcat (g_file_peek_path (from), suffix, NULL);
  g_autofree char *to_path = g_strconcat (g_file_peek_path (to), suffix, NULL);
  g_autoptr (GFile) source = g_file_new_for_path (from_path);
  g_autoptr (GFile) target = g_file_new_for_path (to_path);

  return g_file_move (source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, error);
}

gboolean
_exm_library_move (GFile   *from,
                   GFile   *to,
                   GError **error)
{
  g_autoptr (GFile) folder = g_file_get_parent (to);
  g_autoptr (GError) local_error = NULL;

  g_mkdir_with_parents (g_file_peek_path (folder), 0700);
  /* The log of an unclean end belongs to the file and goes first: a file without
   * its log would be older than what the user saw. */
  if (!move_one (from, to, "-wal", &local_error) &&
      !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (!move_one (from, to, "", error))
    {
      move_one (to, from, "-wal", NULL);
      return FALSE;
    }
  return TRUE;
}

/* --- moving, off the main thread ------------------------------------------------- */

typedef struct
{
  GFile *from;
  GFile *to;
} Move;

static void
move_free (gpointer data)
{
  Move *move = data;

  g_object_unref (move->from);
  g_object_unref (move->to);
  g_free (move);
}

static void
move_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  Move   *move = data;
  GError *error = NULL;

  if (_exm_library_move (move->from, move->to, &error))
    g_task_return_pointer (task, g_object_ref (move->to), g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
move_async (ExmLibrary         *self,
            GFile              *from,
            GFile              *to,
            gpointer            tag,
            GAsyncReadyCallback callback,
            gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Move *move = g_new (Move, 1);

  move->from = g_object_ref (from);
  move->to = g_object_ref (to);
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, move, move_free);
  g_task_run_in_thread (task, move_thread);
}

static GFile *
move_finish (ExmLibrary   *self,
             GAsyncResult *result,
             gpointer      tag,
             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == tag, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
exm_library_rename_async (ExmLibrary         *self,
                          GFile              *file,
                          const char         *name,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GFile) to = exm_library_unique_file (folder, name);

  move_async (self, file, to, exm_library_rename_async, callback, user_data);
}

GFile *
exm_library_rename_finish (ExmLibrary   *self,
                           GAsyncResult *result,
                           GError      **error)
{
  return move_finish (self, result, exm_library_rename_async, error);
}

void
exm_library_trash_async (ExmLibrary         *self,
                         GFile              *file,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GFile) trash = g_file_get_child (folder, TRASH_FOLDER);
  g_autofree char *name = _exm_library_name_of (file);
  g_autoptr (GFile) to = exm_library_unique_file (trash, name);

  move_async (self, file, to, exm_library_trash_async, callback, user_data);
}

GFile *
exm_library_trash_finish (ExmLibrary   *self,
                          GAsyncResult *result,
                          GError      **error)
{
  return move_finish (self, result, exm_library_trash_async, error);
}

void
exm_library_restore_async (ExmLibrary         *self,
                           GFile              *trashed,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  g_autoptr (GFile) trash = g_file_get_parent (trashed);
  g_autoptr (GFile) folder = g_file_get_parent (trash);
  g_autofree char *name = _exm_library_name_of (trashed);
  g_autoptr (GFile) to = exm_library_unique_file (folder, name);

  move_async (self, trashed, to, exm_library_restore_async, callback, user_data);
}

GFile *
exm_library_restore_finish (ExmLibrary   *self,
                            GAsyncResult *result,
                            GError      **error)
{
  return move_finish (self, result, exm_library_restore_async, error);
}

void
exm_library_empty_trash (ExmLibrary *self)
{
  g_autoptr (GFile) trash = g_file_get_child (exm_library_get_folder (self), TRASH_FOLDER);
  g_autoptr (GFileEnumerator) files = g_file_enumerate_children (
    trash, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *file;

  /* Where the desktop has no trash the files stay: nothing is deleted for good. */
  while (files != NULL && g_file_enumerator_iterate (files, NULL, &file, NULL, NULL) && file != NULL)
    g_file_trash (file, NULL, NULL);
}
