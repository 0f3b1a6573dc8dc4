/* exm-import-memory.c - which dataset was made from which file
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "exm-app"

#include "config.h"

#include "exm-import-memory.h"

#define STAMP_KEY "stamp"
#define DATASET_KEY "dataset"

/* One change at a time; the file is small. */
static GMutex lock;

/* --- the file ------------------------------------------------------------------------ */

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "exemplar", "imports", NULL);
}

static GKeyFile *
read_memory (void)
{
  GKeyFile        *memory = g_key_file_new ();
  g_autofree char *path = dup_path ();

  /* No file, or one that is not ours: nothing is remembered. */
  if (!g_key_file_load_from_file (memory, path, G_KEY_FILE_NONE, NULL))
    g_debug ("No memory of imports yet");
  return memory;
}

static void
write_memory (GKeyFile *memory)
{
  g_autofree char *path = dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;
  gsize            length;
  g_autofree char *text = g_key_file_to_data (memory, &length, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (path, text, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_warning ("The memory of imports was not written: %s", error != NULL ? error->message : folder);
}

/* A group's name must not hold brackets, which addresses may. */
static char *
dup_group (GFile *source)
{
  g_autofree char *uri = g_file_get_uri (source);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, uri, -1);
}

static GFile *
dup_dataset (GKeyFile   *memory,
             const char *group)
{
  g_autofree char *uri = g_key_file_get_string (memory, group, DATASET_KEY, NULL);
  g_autoptr(GFile) file = uri != NULL ? g_file_new_for_uri (uri) : NULL;

  return file != NULL && g_file_query_exists (file, NULL) ? g_steal_pointer (&file) : NULL;
}

static char *
dup_stamp (GFile *source)
{
  g_autoptr(GFileInfo) info =
               g_file_query_info (source, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE ",time::*",
                                  G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autoptr(GDateTime) time = info != NULL ? g_file_info_get_modification_date_time (info) : NULL;

  if (time == NULL || g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    return NULL;
  return g_strdup_printf ("%" G_GOFFSET_FORMAT ":%" G_GINT64_FORMAT ".%06d", g_file_info_get_size (info),
                          g_date_time_to_unix (time), g_date_time_get_microsecond (time));
}

/* --- finding ------------------------------------------------------------------------- */

typedef struct
{
  char  *stamp;
  GFile *dataset;
} Found;

static void
found_free (Found *found)
{
  g_free (found->stamp);
  g_clear_object (&found->dataset);
  g_free (found);
}

static void
find_thread (GTask        *task,
             gpointer      source,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Found           *found = g_new0 (Found, 1);
  g_autofree char *group = dup_group (source);
  g_autoptr(GKeyFile) memory = NULL;
  g_autofree char *stamp = NULL;

  found->stamp = dup_stamp (source);
  g_mutex_lock (&lock);
  memory = read_memory ();
  g_mutex_unlock (&lock);
  stamp = g_key_file_get_string (memory, group, STAMP_KEY, NULL);
  if (found->stamp != NULL && g_strcmp0 (found->stamp, stamp) == 0)
    found->dataset = dup_dataset (memory, group);
  g_task_return_pointer (task, found, (GDestroyNotify)found_free);
}

void
exm_import_memory_find_async (GFile              *source,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (G_IS_FILE (source));

  g_autoptr(GTask) task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_source_tag (task, exm_import_memory_find_async);
  g_task_run_in_thread (task, find_thread);
}

GFile *
exm_import_memory_find_finish (GAsyncResult *result,
                               char        **stamp)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  Found *found = g_task_propagate_pointer (G_TASK (result), NULL);
  GFile *dataset = NULL;

  *stamp = NULL;
  if (found == NULL)
    return NULL;
  *stamp = g_steal_pointer (&found->stamp);
  dataset = g_steal_pointer (&found->dataset);
  found_free (found);
  return dataset;
}

/* --- keeping --------------------------------------------------------------------------- */

typedef struct
{
  char  *group; /* of the source; NULL: a dataset was moved */
  char  *stamp;
  GFile *from;
  GFile *to;
} Change;

static void
change_free (Change *change)
{
  g_free (change->group);
  g_free (change->stamp);
  g_clear_object (&change->from);
  g_clear_object (&change->to);
  g_free (change);
}

/* What points to a dataset that is gone for good is dropped by the way. */
static void
change_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Change          *change = task_data;
  g_autofree char *to = g_file_get_uri (change->to);
  g_autofree char *from = change->from != NULL ? g_file_get_uri (change->from) : NULL;
  g_auto(GStrv) groups = NULL;
  g_autoptr(GKeyFile) memory = NULL;

  g_mutex_lock (&lock);
  memory = read_memory ();
  groups = g_key_file_get_groups (memory, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      g_autofree char *uri = g_key_file_get_string (memory, groups[i], DATASET_KEY, NULL);
      g_autoptr(GFile) dataset = NULL;

      if (from != NULL && g_strcmp0 (uri, from) == 0)
        g_key_file_set_string (memory, groups[i], DATASET_KEY, to);
      dataset = dup_dataset (memory, groups[i]);
      if (dataset == NULL)
        g_key_file_remove_group (memory, groups[i], NULL);
    }
  if (change->group != NULL)
    {
      g_key_file_set_string (memory, change->group, STAMP_KEY, change->stamp);
      g_key_file_set_string (memory, change->group, DATASET_KEY, to);
    }
  write_memory (memory);
  g_mutex_unlock (&lock);
  g_task_return_boolean (task, TRUE);
}

static void
change_run (Change *change)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, change_run);
  g_task_set_task_data (task, change, (GDestroyNotify)change_free);
  g_task_run_in_thread (task, change_thread);
}

void
exm_import_memory_keep (GFile      *source,
                        const char *stamp,
                        GFile      *dataset)
{
  Change *change;

  g_return_if_fail (G_IS_FILE (source));
  g_return_if_fail (G_IS_FILE (dataset));

  if (stamp == NULL)
    return;
  change = g_new0 (Change, 1);
  change->group = dup_group (source);
  change->stamp = g_strdup (stamp);
  change->to = g_object_ref (dataset);
  change_run (change);
}

void
exm_import_memory_moved (GFile *from,
                         GFile *to)
{
  Change *change;

  g_return_if_fail (G_IS_FILE (from));
  g_return_if_fail (G_IS_FILE (to));

  change = g_new0 (Change, 1);
  change->from = g_object_ref (from);
  change->to = g_object_ref (to);
  change_run (change);
}
